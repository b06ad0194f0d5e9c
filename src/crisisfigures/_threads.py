"""Two threads for columns of many rows: NumPy and Arrow work on one while they do on another."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")

_MANY_ROWS = 20_000
"""From here on a second thread pays."""


def ahead(make: Callable[[], Made], n_rows: int) -> Callable[[], Made]:
    """Return what gives `make()`; of many rows it is made meanwhile, on another thread."""
    if n_rows < _MANY_ROWS:
        return make
    pool = ThreadPoolExecutor(1)
    made = pool.submit(make)
    pool.shutdown(wait=False)
    return made.result


def beside(make: Callable[[Item], Made], items: Iterable[Item], n_rows: int) -> Iterator[Made]:
    """Yield what is made of each item, in their order; of many rows two are made at a time."""
    if n_rows < _MANY_ROWS:
        yield from map(make, items)
    else:
        with ThreadPoolExecutor(2) as pool:
            yield from pool.map(make, items)
