"""Reconciliation: several claims about one quantity become one range, with a trail.

Every file here without an underscore is one method.
"""

from crisisfigures.reconciliation._reconcile import methods, reconcile
from crisisfigures.reconciliation._result import Reconciliation

__all__ = ["Reconciliation", "methods", "reconcile"]
