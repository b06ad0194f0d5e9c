"""Coherence: parts and wholes narrow each other, and say where they cannot all be true."""

from crisisfigures.coherence._cohere import cohere
from crisisfigures.coherence._result import Coherence
from crisisfigures.coherence._ties import sums_between
from crisisfigures.coherence._within import groups_within

__all__ = ["Coherence", "cohere", "groups_within", "sums_between"]
