"""JSON records: a list of objects, an object that holds one, JSON lines, or rows of cells."""

import json
from typing import Any

from crisisfigures.cells import text_of, unambiguous
from crisisfigures.errors import ReadError
from crisisfigures.reading._grid import N_PREVIEW, Grid, Loaded, loaded, of_records

_HINT = 'give a list of records, or an object such as {"results": [...]} with one list of them.'


def open_json(text: str, path: object) -> Grid:
    """Return JSON as a grid; numbers keep the digits they are written with.

    Raises:
        ReadError: It is no JSON, it is nested too deeply, or it holds no list of records.
    """
    return of_items(_items(_parsed(text, path), path), path)


class _Digits(str):
    """A number as it is written."""

    __slots__ = ()


def _loads(text: str) -> Any:
    return json.loads(
        text,
        parse_float=_Digits,
        parse_int=_Digits,
        parse_constant=str,
        object_pairs_hook=_record,
    )


def _record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object; one that says two things under one name is refused, not halved."""
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"a record has the name {twice!r} twice")
    return made


def _parsed(text: str, path: object) -> Any:
    try:
        return _loads(text)
    except RecursionError:
        raise ReadError(path, "it is nested too deeply for a table of figures.", _HINT) from None
    except ValueError as error:
        numbered = [(i, line) for i, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(numbered) > 1 and _is_record(numbered[0][1]):
            return [_of_line(line, number, path) for number, line in numbered]
        raise ReadError(path, f"it is not JSON ({error}).", _HINT) from None


def _is_record(line: str) -> bool:
    """Return whether a line is a record of its own, as in a file of JSON lines."""
    try:
        return isinstance(_loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _of_line(line: str, number: int, path: object) -> Any:
    try:
        return _loads(line)
    except RecursionError:
        raise ReadError(path, f"line {number} is nested too deeply for a figure.", _HINT) from None
    except ValueError as error:
        why = str(error).replace("line 1 column", "column")
        hint = "mend that line: in a file of JSON lines each line is a record."
        raise ReadError(path, f"line {number} is not JSON ({why}).", hint) from None


def _items(data: Any, path: object) -> list[Any]:
    """Return the list of records that the data is, or is wrapped around."""
    if isinstance(data, list):
        return data
    if not isinstance(data, dict):
        raise ReadError(path, "it is a single value, and no table of records.", _HINT)
    if data and not any(isinstance(value, list | dict) for value in data.values()):
        # A record alone: a file of JSON lines that has one.
        return [data]
    lists = {
        name: value
        for name, value in data.items()
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value)
    }
    if len(lists) != 1:
        found = (
            f"it holds {len(lists)} lists of records: {', '.join(lists)}"
            if lists
            else ("it holds no list of records")
        )
        raise ReadError(path, f"{found}.", _HINT)
    name, items = lists.popitem()
    if name == "features":
        # GeoJSON: what is told of a feature is in its properties.
        return [
            {**(item.get("properties") or {}), "geometry": item.get("geometry")} for item in items
        ]
    return items


def of_items(items: list[Any], path: object) -> Grid:
    """Return records, or rows of cells, as a grid; the first record is row 1.

    Raises:
        ReadError: It is a list of something else.
    """
    if not items:
        raise ReadError(path, "it holds no records.", _HINT)
    if all(isinstance(item, list) for item in items):
        return of_records([[_cell(cell) for cell in item] for item in items])
    if not all(isinstance(item, dict) for item in items):
        raise ReadError(path, "its list holds other things than records.", _HINT)
    names = list(dict.fromkeys(str(name) for item in items for name in item))

    def record(item: dict[str, Any]) -> list[str]:
        by_name = {str(name): cell for name, cell in item.items()}
        return [_cell(by_name.get(name)) for name in names]

    def load(first: int, width: int) -> Loaded:
        # The names of the fields stand before the records, as record 0.
        return loaded(map(record, items[first - 1 :]), width, first_row=first)

    return Grid(None, [names, *map(record, items[: N_PREVIEW - 1])], load)


def _cell(value: Any) -> str:
    if isinstance(value, _Digits):
        return unambiguous(value)
    if not isinstance(value, dict | list):
        return text_of(value)
    try:
        return _written(value)
    except RecursionError:
        # What is nested this deeply is nobody's number.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _written(value: Any) -> str:
    """Return what is nested in a record as JSON, its numbers as they were written."""
    if isinstance(value, _Digits):
        return value
    if isinstance(value, list):
        return f"[{','.join(map(_written, value))}]"
    if isinstance(value, dict):
        items = (f"{_written(str(name))}:{_written(item)}" for name, item in value.items())
        return f"{{{','.join(items)}}}"
    return json.dumps(value, ensure_ascii=False, default=str)
