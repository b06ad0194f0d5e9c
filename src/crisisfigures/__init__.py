"""Casualty and displacement figures as ranges with a source, a date and a place.

The face of the library: every public name, loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from crisisfigures._version import __version__

if TYPE_CHECKING:
    from crisisfigures.errors import FiguresError

_HOME = {
    "FiguresError": "errors",
}

__all__ = ["FiguresError", "__version__"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'crisisfigures' has no attribute {name!r}")
    value = getattr(import_module(f"crisisfigures.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
