"""The log-linear models of k lists: which there are, how they are written, their designs.

A term is an integer whose bits say which lists interact; 0 is the intercept. A model is a tuple
of terms. It is hierarchical if with a term it has every term made of some of its lists.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, islice

import numpy as np

from crisisfigures.errors import OptionError
from crisisfigures.segments import Numbers

Model = tuple[int, ...]

MOST_MODELS = 40_000
"""As many are fitted in half a minute: all of six lists with interactions of two (32,768)."""


def hierarchical(k: int, order: int) -> list[Model]:
    """Return all hierarchical models of k lists with interactions of up to `order` lists.

    Each has the intercept and the k lists themselves.

    Raises:
        OptionError: There are more than can be fitted.
    """
    lists = tuple(1 << bit for bit in range(k))
    models = list(islice(_grown((0, *lists), lists, 2, order), MOST_MODELS + 1))
    if len(models) > MOST_MODELS:
        raise OptionError(
            f"{k} lists with interactions of up to {order} of them have more than {MOST_MODELS:,} "
            "models.\n"
            "Hint: take a lower order=, or join lists of one kind (several newspapers) into one."
        )
    return models


def _grown(model: Model, lists: Sequence[int], size: int, order: int) -> Iterator[Model]:
    """Yield the model with all choices of terms of `size` lists and more that it has room for."""
    held = set(model)
    free = [
        sum(term)
        for term in combinations(lists, size)
        if all(sum(part) in held for part in combinations(term, size - 1))
    ]
    yield model
    if size > order:
        return
    for n in range(1, len(free) + 1):
        for chosen in combinations(free, n):
            yield from _grown(model + chosen, lists, size + 1, order)


def bracketed(model: Model, numbers: Sequence[int]) -> str:
    """Return a model by its largest terms, lists by their numbers.

    Example:
        >>> bracketed((0, 0b1, 0b10, 0b100, 0b11), numbers=(1, 2, 3))
        '[12,3]'
    """
    largest = [term for term in model if not any(term & other == term != other for other in model)]
    written = (
        sorted(number for bit, number in enumerate(numbers) if term >> bit & 1) for term in largest
    )
    return f"[{','.join(''.join(map(str, term)) for term in sorted(written))}]"


def design(model: Model, k: int) -> Numbers:
    """Return which terms hold in which patterns: (2**k - 1 patterns on a list, terms), 0 or 1."""
    patterns = np.arange(1, 1 << k)[:, None]
    terms = np.array(model)
    return np.asarray((patterns & terms) == terms, dtype=np.float64)
