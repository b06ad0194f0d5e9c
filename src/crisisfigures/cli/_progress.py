"""How far long work is, on a terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show on a terminal how far long work is, and leave no trace of it; yield what to tell."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from crisisfigures.reading import report_progress

    line = Line()
    try:
        with report_progress(line.show):
            yield line.begin
    finally:
        line.clear()


class Line:
    """One line of a terminal that says how far the work is; quick work never shows it."""

    PATIENCE, EVERY = 0.5, 0.1

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._next = self._start + self.PATIENCE
        self._is_shown = False

    def show(self, what: str, done: int, total: int) -> None:
        """Say that `done` of `total` steps are done."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self.EVERY
            self._put(f"{what} {100 * done // total}%")

    def begin(self, what: str) -> None:
        """Say what is begun, of which no steps are known."""
        if time.monotonic() >= self._start + self.PATIENCE:
            self._put(f"{what} …")

    def clear(self) -> None:
        """Take the line away."""
        if self._is_shown:
            self._put("")

    def _put(self, text: str) -> None:
        self._is_shown = True
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
