"""Plug-ins are found, not listed by hand: every file of a verb's folder, and entry points."""

import pkgutil
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Protocol, TypeVar, cast

from crisisfigures.errors import ShelfError


class Named(Protocol):
    """Anything with a name to be looked up by."""

    @property
    def name(self) -> str:
        """The name by which it is asked for."""
        ...


T = TypeVar("T", bound=Named)


@cache
def _found(package: str, kind: type[Named], group: str) -> dict[str, Named]:
    found: dict[str, tuple[Named, str]] = {}

    def put(thing: Named, where: str) -> None:
        if thing.name in found:
            raise ShelfError(
                f"two plug-ins are called {thing.name!r}: {found[thing.name][1]}, {where}"
            )
        found[thing.name] = thing, where

    for info in pkgutil.iter_modules(import_module(package).__path__):
        if info.name.startswith("_"):
            continue
        module = import_module(f"{package}.{info.name}")
        for value in vars(module).values():
            things = value if isinstance(value, tuple | list) else (value,)
            for thing in things:
                if isinstance(thing, kind):
                    put(thing, module.__name__)
    if not found:
        raise ShelfError(
            f"no {kind.__name__} in {package}: the installation lacks its plug-in files"
        )
    for point in entry_points(group=group):
        thing = point.load()
        if not isinstance(thing, kind):
            raise ShelfError(
                f"entry point {point.name!r} of {group!r} is not a {kind.__name__}: {thing!r}"
            )
        put(thing, f"entry point {point.value}")
    return {name: thing for name, (thing, _) in sorted(found.items())}


def collect(package: str, kind: type[T], group: str) -> dict[str, T]:
    """Return the `kind` objects of the plug-in files of `package` and of entry points, by name.

    Args:
        package: A folder of plug-ins, such as `crisisfigures.reading`; files that begin with
            an underscore are its machinery and are passed over.
        kind: The class of the plug-ins. A file may hold one, several, or a tuple of them.
        group: The entry point group in which other distributions offer theirs.

    Raises:
        ShelfError: None was found (a frozen build left them out), two share one name, or an
            entry point gives something else.
    """
    return cast("dict[str, T]", _found(package, kind, group))
