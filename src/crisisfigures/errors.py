"""Every error the library raises.

Bad *data* is not an exception: `validate` reports it. These are raised where a caller
misuses a verb, or where a file cannot be opened at all::

    FiguresError
    ├── ValueRefusedError          a single value breaks a rule (also a ValueError)
    │   ├── EstimateError          low, best, high cannot stand together
    │   ├── PeriodError            a date or a period cannot be read, or is inverted
    │   ├── PlaceError             a place or an area cannot be declared so
    │   └── WordingError           words that do not state a figure or a period
    ├── UnknownNameError           no method, format, measure … of that name (also a LookupError)
    ├── OptionError                an option that is not taken, or not so (also a ValueError)
    ├── TableError                 a frame that is no table of figures (also a ValueError)
    ├── UndercountError            lists that cannot say whom none of them has (also a ValueError)
    ├── ReadError                  a file that cannot be read
    │   └── UnknownFormatError     a file that no format recognises
    ├── WriteError                 a file that cannot be written
    ├── ValidationFailedError      raise_if_failed() on a report with errors
    ├── MissingExtraError          an optional dependency is not installed (also an ImportError)
    └── ShelfError                 plug-ins could not be collected
"""

from collections.abc import Iterable, Sequence


class FiguresError(Exception):
    """Any error of this library."""


class ValueRefusedError(FiguresError, ValueError):
    """A single value breaks a rule of the field."""


class EstimateError(ValueRefusedError):
    """The parts of a range cannot stand together, or an operation on it has no meaning."""


class PeriodError(ValueRefusedError):
    """A date or a period cannot be read, or ends before it starts."""


class PlaceError(ValueRefusedError):
    """A place or an area cannot be declared so."""


class WordingError(ValueRefusedError):
    """Words that were not understood as a figure or a period; nothing is half-read.

    Attributes:
        words: The whole text, as given.
        position: Where understanding stopped: a character offset into `words`.
        expected: What would have been understood there.
    """

    def __init__(self, words: str, position: int, expected: str) -> None:
        self.words, self.position, self.expected = words, position, expected
        shown = words if len(words) <= 80 else words[:77] + "..."
        super().__init__(f"cannot read {shown!r}: at character {position}, expected {expected}")


class UnknownNameError(FiguresError, LookupError):
    """A name that is not known; the message lists the nearest and the known ones.

    Attributes:
        what: What kind of thing was named, such as "method".
        name: The name that was not found.
        known: The names that exist, sorted.
        nearest: Up to three known names that are spelled alike.
    """

    def __init__(self, what: str, name: str, known: Iterable[str], hint: str = "") -> None:
        # Loaded here, since few names are wrong.
        from difflib import get_close_matches

        self.what, self.name, self.known = what, name, sorted(known)
        self.nearest = get_close_matches(name, self.known, n=3)
        guess = f" Did you mean {' or '.join(map(repr, self.nearest))}?" if self.nearest else ""
        more = f"\nHint: {hint}" if hint else ""
        super().__init__(f"unknown {what} {name!r}.{guess} Known: {', '.join(self.known)}.{more}")


class OptionError(FiguresError, ValueError):
    """An option that the verb or the method does not take, or not with this value."""


class TableError(FiguresError, ValueError):
    """A frame that cannot be used as a table of figures."""


class UndercountError(FiguresError, ValueError):
    """Lists of individuals that cannot say how many are on none of them."""


class ReadError(FiguresError):
    """A file that cannot be read.

    Attributes:
        path: The file, as named by the caller ("<buffer>" for data given without a name).
    """

    def __init__(self, path: object, why: str, hint: str) -> None:
        self.path, self.why, self.hint = str(path), why, hint
        super().__init__(f"cannot read {self.path}: {why}\nHint: {hint}")


class UnknownFormatError(ReadError):
    """A file that opens, but whose columns no format recognises."""


class WriteError(FiguresError):
    """A file that cannot be written; what was there before still is.

    Attributes:
        path: The file, as named by the caller.
    """

    def __init__(self, path: object, why: str, hint: str) -> None:
        self.path, self.why, self.hint = str(path), why, hint
        super().__init__(f"cannot write {self.path}: {why}\nHint: {hint}")


class ValidationFailedError(FiguresError):
    """A validation report has findings of severity error.

    Attributes:
        counts: Findings by code.
    """

    def __init__(self, counts: dict[str, int]) -> None:
        self.counts = counts
        listed = ", ".join(f"{code} ({n:,})" for code, n in counts.items())
        super().__init__(
            f"{sum(counts.values()):,} errors in the data: {listed}.\n"
            "Hint: print the report to see the rows, or go on with `report.passed`."
        )


class MissingExtraError(FiguresError, ImportError):
    """An optional dependency is needed here and is not installed."""

    def __init__(self, package: str, extra: str, purpose: str) -> None:
        self.package, self.extra = package, extra
        super().__init__(
            f"{purpose} needs {package}, which is not installed.\n"
            f"Hint: pip install 'crisisfigures[{extra}]'"
        )


class ShelfError(FiguresError):
    """Plug-ins could not be collected: none found, or two of one name."""


def quoted(names: Sequence[object], limit: int = 5) -> str:
    """Return at most `limit` names for a message, and how many more there are."""
    shown = ", ".join(repr(name) for name in names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit:,} more"
