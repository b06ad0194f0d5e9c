"""Long work tells how far it is, to whoever listens; nothing is ever printed from here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str, int, int], None]
"""`listener(what, done, total)`: what is being done, and how many of its steps are done."""

_LISTENER: ContextVar[Listener | None] = ContextVar("crisisfigures_reading_listener", default=None)


@contextmanager
def report_progress(listener: Listener) -> Iterator[None]:
    """Call `listener(what, done, total)` as files are read within the block."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


def step(what: str, done: int, total: int) -> None:
    """Tell the listener, if there is one, that a step is done."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(what, done, total)
