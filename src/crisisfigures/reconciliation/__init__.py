"""Reconciliation: several claims about one quantity become one range, with a trail.

Every file here without an underscore is one method.
"""

from crisisfigures.reconciliation._reconcile import methods, reconcile
from crisisfigures.reconciliation._result import Reconciliation
from crisisfigures.reconciliation._taken import as_reconciled, holds_results

__all__ = [
    "Reconciliation",
    "as_reconciled",
    "holds_results",
    "methods",
    "reconcile",
]
