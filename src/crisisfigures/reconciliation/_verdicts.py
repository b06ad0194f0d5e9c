"""Why claims have no vote."""

from collections.abc import Callable
from functools import cached_property

import numpy as np
import numpy.typing as npt

from crisisfigures.plugins import Flags, Integers

Texts = npt.NDArray[np.object_]


class Verdicts:
    """The verdicts on n claims, none at first.

    What they say is put together when it is read: whether a claim has a vote is asked of every
    claim, and often, and why it has none of few.

    Attributes:
        free: Which claims have no verdict against them (yet).
    """

    def __init__(self, n: int) -> None:
        self.free: Flags = np.ones(n, dtype=np.bool_)
        self._said: list[tuple[Integers, Callable[[], Texts | str]]] = []

    def give(self, rows: Integers, words: Callable[[], Texts | str]) -> None:
        """Give some claims a verdict, in the place of any that they have.

        Args:
            rows: Positions of k claims.
            words: Returns their k verdicts, or one for all.
        """
        if len(rows):
            self.free[rows] = False
            self._said.append((rows, words))

    @cached_property
    def texts(self) -> Texts:
        """What is said against each claim, None where nothing is."""
        found = np.full(len(self.free), None, dtype=object)
        for rows, words in self._said:
            found[rows] = words()
        return found
