"""Coherence: parts and wholes narrow each other, and say where they cannot all be true."""

from crisisfigures.coherence._cohere import cohere
from crisisfigures.coherence._result import Coherence
from crisisfigures.coherence._ties import sums_between
from crisisfigures.coherence._within import ages_of, groups_within, reach_all_ages

__all__ = ["Coherence", "ages_of", "cohere", "groups_within", "reach_all_ages", "sums_between"]
