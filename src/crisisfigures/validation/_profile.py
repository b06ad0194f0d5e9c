"""A profile: what a desk asks of the tables that it takes, and what it has looked at and allows."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from crisisfigures.errors import OptionError, ReadError, UnknownNameError
from crisisfigures.plugins import Cells, Check, Flags, Severity
from crisisfigures.table import COLUMNS
from crisisfigures.validation._run import Faults, checks
from crisisfigures.validation.structure import is_absent

if TYPE_CHECKING:
    import os

Standing: TypeAlias = "Severity | Literal['off']"
"""How grave the findings of a check are, or that it is not made."""

_STANDINGS = (*get_args(Severity), "off")

_KEYS = ("name", "required", "severity", "settings", "allow")

_EXAMPLE = """\
name = "our desk"
required = ["published_on", ["url", "excerpt"]]

[severity]
fractional-count = "off"
missing-place = "error"

[[allow]]
code = "implausible-date"
where = { source = "Ministry of Health", period_start = "1970-01-01" }
reason = "the archive begins on that day\""""

_NEVER_MISSING = ("measure", "source")
"""Without these no row is a figure, whatever a profile says; they have checks of their own."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """Findings that were looked at and are right as they are.

    Attributes:
        code: The code of the findings.
        reason: Why they are right; it is told in the report.
        column: The column they are in; None for any.
        where: What cells of the row must say, as the column `value` of findings says it, by
            column; none for every row.
    """

    code: str
    reason: str
    column: str | None = None
    where: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a desk asks of a table: which checks are made, how grave a fault is, what is allowed.

    Attributes:
        name: How the report calls it; a file without one is called by its own name.
        required: Columns that each row must state; of several in a tuple, any one will do.
        severity: By code, how grave its findings are ("error", "warning", "info"), or "off".
        settings: By code, numbers that decide what is at fault; a check's page lists its own.
        allow: Findings that were looked at; they are told apart, and fail no row.
        checks: Checks of your own, made beside the others.

    Raises:
        UnknownNameError: There is no such check, setting, severity or column.
        OptionError: Something is allowed without a reason, or two checks have one code.
    """

    name: str | None = None
    required: tuple[str | tuple[str, ...], ...] = ()
    severity: Mapping[str, Standing] = field(default_factory=dict, hash=False)
    settings: Mapping[str, Mapping[str, float]] = field(default_factory=dict, hash=False)
    allow: tuple[Allowed, ...] = ()
    checks: tuple[Check, ...] = ()

    def __post_init__(self) -> None:
        known = self._known()
        for code in (*self.severity, *self.settings, *(entry.code for entry in self.allow)):
            if code not in known and code != _REQUIRED:
                raise UnknownNameError("check", code, known)
        for code, standing in self.severity.items():
            if standing not in _STANDINGS:
                raise UnknownNameError(f"severity of {code!r}:", str(standing), _STANDINGS)
        for code, settings in self.settings.items():
            for name, value in settings.items():
                if name not in known[code].settings:
                    raise UnknownNameError(f"setting of {code!r}:", name, known[code].settings)
                if isinstance(value, bool) or not isinstance(value, int | float):
                    raise OptionError(f"the setting {name!r} of {code!r} is {value!r}, no number.")
        for name in (name for names in self._required for name in names):
            if name not in COLUMNS:
                raise UnknownNameError("column", name, COLUMNS)
        for entry in self.allow:
            if not entry.reason.strip():
                raise OptionError(
                    f"{entry.code!r} is allowed without a reason.\n"
                    "Hint: say why these findings are right; the report tells it to the reader."
                )

    @property
    def _required(self) -> tuple[tuple[str, ...], ...]:
        return tuple((n,) if isinstance(n, str) else tuple(n) for n in self.required)

    def _known(self) -> dict[str, Check]:
        known = dict(checks())
        for check in self.checks:
            if check.name in known:
                raise OptionError(
                    f"there are two checks {check.name!r}.\nHint: give yours a code of its own."
                )
            known[check.name] = check
        return known

    def chosen(self) -> list[Check]:
        """Return the checks that are made, with the severities and settings of the profile."""
        chosen = self._known()
        if required := [names for names in self._required if names[0] not in _NEVER_MISSING]:
            chosen[_REQUIRED] = _requirement(required)
            if {names[0] for names in required} & {*chosen[_EXPECTED].at}:
                # What no row states is told of the column; here it is required.
                chosen[_EXPECTED] = replace(chosen[_EXPECTED], severity="error")
        made = []
        for code, check in chosen.items():
            standing = self.severity.get(code, check.severity)
            if standing != "off":
                settings = self.settings.get(code)
                if settings or standing != check.severity:
                    settings = {**check.settings, **(settings or {})}
                    check = replace(check, severity=standing, settings=settings)
                made.append(check)
        return made

    @classmethod
    def from_toml(cls, path: "str | os.PathLike[str]") -> "Profile":
        """Return the profile of a TOML file, whose keys are the attributes; `[[allow]]` repeats.

        Raises:
            ReadError: The file cannot be opened, is not TOML, or says something else.
        """
        try:
            with open(path, "rb") as file:
                said = tomllib.load(file)
        except OSError as error:
            raise ReadError(path, error.strerror or str(error), "check the path.") from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ReadError(path, f"it is not TOML: {error}", _HINT) from error
        try:
            return cls(**_told(said, Path(path).stem))
        except (OptionError, UnknownNameError) as error:
            raise ReadError(path, str(error), _HINT) from error


_HINT = f"a profile is written so:\n{_EXAMPLE}"
_REQUIRED, _EXPECTED = "required-cell-missing", "expected-column-missing"


def _told(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return what a file says as arguments of a profile.

    Raises:
        OptionError: A part of it is of another shape.
        UnknownNameError: It says something that a profile does not.
    """
    for key in said:
        if key not in _KEYS:
            raise UnknownNameError("entry", key, _KEYS)
    required = [[n] if isinstance(n, str) else n for n in _shaped(said, "required", list, [])]
    if not all(
        isinstance(names, list) and all(isinstance(n, str) for n in names) for names in required
    ):
        raise OptionError("'required' lists the names of columns, as texts.")
    told: dict[str, Any] = {
        "name": _shaped(said, "name", str, name),
        "required": tuple(tuple(names) for names in required),
        "severity": _shaped(said, "severity", dict, {}),
        "settings": _shaped(said, "settings", dict, {}),
        "allow": tuple(_allowed(entry) for entry in _shaped(said, "allow", list, [])),
    }
    for code in told["settings"]:
        _shaped(told["settings"], code, dict, {})
    return told


def _shaped(said: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
    value = said.get(key, default)
    if not isinstance(value, kind):
        names: dict[Any, str] = {list: "a list", dict: "a table", str: "text"}
        raise OptionError(f"{key!r} is not {names[kind]}.")
    return value


def _allowed(entry: object) -> Allowed:
    if not isinstance(entry, dict):
        raise OptionError("'allow' is not a list of tables.")
    for key in entry:
        if key not in ("code", "reason", "column", "where"):
            raise UnknownNameError("entry of [[allow]]", key, ("code", "reason", "column", "where"))
    for key in ("code", "reason"):
        if not isinstance(entry.get(key), str):
            raise OptionError(f"an entry of [[allow]] states no {key}.")
    where = {key: _as_said(cell) for key, cell in _shaped(entry, "where", dict, {}).items()}
    return Allowed(entry["code"], entry["reason"], entry.get("column"), where)


def _as_said(cell: object) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _requirement(required: Iterable[tuple[str, ...]]) -> Check:
    """Return the check that each row states one of the columns of each of these tuples."""
    by_first: dict[str, tuple[str, ...]] = {names[0]: names for names in required}
    return Check(
        name=_REQUIRED,
        severity="error",
        phase="cells",
        at=tuple(by_first),
        find=partial(_is_lacking, by_first),
        message="the profile asks for {asked}, and nothing is stated",
        hint="State it, or take the column out of the profile's `required`.",
        why="A desk may ask for more than a figure needs: a link, a date of publication, the words "
        "of the source.",
        bad=(),
        facts=partial(_asked, by_first),
        value_free=("asked",),
    )


def _is_lacking(by_first: Mapping[str, tuple[str, ...]], cells: Cells, column: str) -> Flags | bool:
    said = np.zeros(cells.n, dtype=np.bool_)
    for name in by_first[column]:
        said |= _is_stated(cells, name) | cells.is_unread(name)
    if cells.n > 1 and not said.any():
        # One fault of the column; where another check finds it, that one tells it.
        return not (column in _AT_ALL and is_absent(cells, column))
    return ~said


def _is_stated(cells: Cells, name: str) -> Flags:
    """Return where a cell says something; here a default is not enough."""
    if COLUMNS[name].default is None:
        return cells.stated(name)
    if not cells.has(name):
        return np.zeros(cells.n, dtype=np.bool_)
    return np.asarray(cells.table[name].notna(), dtype=np.bool_)


_AT_ALL = ("place", "period_start", "best")


def _asked(
    by_first: Mapping[str, tuple[str, ...]], _cells: Cells, column: str, rows: Any
) -> dict[str, Any]:
    asked = " or ".join(by_first[column])
    return {"asked": np.full(max(len(rows), 1), asked, dtype=object)}


def allowances(
    cells: Cells, faults: Iterable[Faults], allow: Iterable[Allowed]
) -> tuple[list[Faults], dict[Allowed, list[Faults]]]:
    """Return the faults that remain, and by entry those that are allowed, by the first that does.

    Some entries allow none.
    """
    left = list(faults)
    found: dict[Allowed, list[Faults]] = {entry: [] for entry in allow}
    for entry in found:
        remaining: list[Faults] = []
        for fault in left:
            allowed = _is_allowed(cells, entry, fault)
            if fault.rows is None or not allowed.any():
                (found[entry] if allowed.any() else remaining).append(fault)
                continue
            found[entry].append(replace(fault, rows=fault.rows[allowed]))
            if not allowed.all():
                remaining.append(replace(fault, rows=fault.rows[~allowed]))
        left = remaining
    return left, found


def _is_allowed(cells: Cells, entry: Allowed, fault: Faults) -> Flags:
    """Return a flag for each row at fault, or one flag for a fault of a whole column."""
    fits = entry.code == fault.check.name and entry.column in (None, fault.column)
    if fault.rows is None:
        return np.array([fits and not entry.where])
    allowed = np.full(len(fault.rows), fits)
    if fits:
        for column, text in entry.where.items():
            allowed &= cells.said(column, fault.rows) == text
    return allowed
