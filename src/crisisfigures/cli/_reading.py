"""Files as one table, with the gazetteer and the sources beside them."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import crisisfigures as cf

if TYPE_CHECKING:
    import pandas as pd


STDIN = "-"

_MOST_TOLD = 10
"""So many of the values of a column are told where the one that is asked for is not among them."""


def read_files(
    files: Sequence[str],
    input_format: str | None,
    sheet: str | None,
    renamed: Sequence[str],
    columns: str | None,
    lang: str | None,
    published_on: str | None,
    source: str | None,
    where: Sequence[str],
    areas: Sequence[str],
    pcodes: Sequence[str],
    told: bool = False,
) -> tuple["pd.DataFrame", "cf.Gazetteer"]:
    """Return the files as one table, and the gazetteer that they were read with.

    With `told`, how each of them was understood is said too.
    """
    gazetteer = gazetteer_of(files, areas, pcodes)
    said = _columns(columns, renamed)
    tables = []
    for file in files:
        table = cf.read(
            sys.stdin.buffer if file == STDIN else file,
            format=input_format,
            columns=said or None,
            lang=lang,
            published_on=published_on,
            gazetteer=gazetteer,
            sheet=sheet,
        )
        noted = table.attrs.get("reading", {})
        for note in (*(_understood(table, noted) if told else ()), *noted.get("notes", ())):
            click.echo(f"{file}: {note}", err=True)
        tables.append(table if source is None else _by_source(table, source, file))
    kept = [_kept(table, where) for table in tables]
    if any(map(len, tables)) and not any(map(len, kept)):
        _say_that_nothing_is_kept(tables, where)
    return kept[0] if len(kept) == 1 else _joined(kept), gazetteer


def read_in_chunks(
    n_rows: int,
    files: Sequence[str],
    input_format: str | None,
    sheet: str | None,
    renamed: Sequence[str],
    columns: str | None,
    lang: str | None,
    published_on: str | None,
    source: str | None,
    where: Sequence[str],
    areas: Sequence[str],
    pcodes: Sequence[str],
) -> tuple[Iterator["pd.DataFrame"], "cf.Gazetteer"]:
    """Return the tables of a file, some rows at a time, and the gazetteer they are read with."""
    if len(files) > 1 or STDIN in files or sheet or source:
        raise click.BadParameter(
            "takes one FILE, by its name, and neither --sheet nor --source",
            param_hint="--chunk-rows",
        )
    gazetteer = gazetteer_of(files, areas, pcodes)
    tables = cf.read_chunks(
        files[0],
        n_rows,
        format=input_format,
        columns=_columns(columns, renamed) or None,
        lang=lang,
        published_on=published_on,
        gazetteer=gazetteer,
    )
    return (_kept(table, where) for table in tables), gazetteer


def _kept(table: "pd.DataFrame", where: Sequence[str]) -> "pd.DataFrame":
    """Return the rows of which columns say what is asked for; a day begins with it."""
    kept = table
    for name, values in pairs(where, "--where").items():
        if name not in table:
            raise click.BadParameter(
                f"no column {name!r}. There are: {', '.join(table.columns)}", param_hint="--where"
            )
        said = table[name].loc[kept.index].astype("str").str.casefold()
        is_day = table[name].dtype.kind == "M"
        asked = tuple(value.casefold() for value in values)
        is_it = said.str.startswith(asked, na=False) if is_day else said.isin(asked)
        kept = kept[is_it]
    if not where:
        return table
    kept = kept.reset_index(drop=True)
    kept.attrs = table.attrs
    return kept


def _say_that_nothing_is_kept(tables: "Sequence[pd.DataFrame]", where: Sequence[str]) -> None:
    """Say what the columns do say, so that a slip is not taken for an answer."""
    click.echo("--where keeps no row.", err=True)
    for name in pairs(where, "--where"):
        said = Counter(value for table in tables for value in table[name].dropna().astype("str"))
        most = ", ".join(f"{value} ({n:,})" for value, n in said.most_common(_MOST_TOLD))
        more = f" and {len(said) - _MOST_TOLD:,} more" if len(said) > _MOST_TOLD else ""
        click.echo(f"  {name} says: {most or 'nothing'}{more}", err=True)


def _columns(columns: str | None, renamed: Sequence[str]) -> dict[str, Any]:
    """Return what is said of the columns of the files."""
    from crisisfigures.reading import columns_of

    said: dict[str, Any] = {} if columns is None else columns_of(columns)
    return said | {name: values[-1] for name, values in pairs(renamed, "--column").items()}


def _understood(table: "pd.DataFrame", noted: dict[str, Any]) -> Iterator[str]:
    """Yield how a file was understood, and how much of it could not be read."""
    sheet = f", sheet {noted['sheet']}" if noted["sheet"] else ""
    yield f"read as {noted['format']}{sheet}, by {noted['reason']}"
    n_stated = int(table[["low", "best", "high"]].notna().any(axis=1).sum())
    n_unread = int(table["unread"].notna().sum()) if "unread" in table else 0
    counts = f"{_rows(len(table))}, {n_stated:,} with a number"
    unread = f"{_rows(n_unread)} with cells that could not be read (column unread)"
    yield f"{counts}; {unread if n_unread else 'every cell was read'}"


def _rows(n: int) -> str:
    return "1 row" if n == 1 else f"{n:,} rows"


def _by_source(table: "pd.DataFrame", source: str, file: str) -> "pd.DataFrame":
    """Return a table whose rows without a source have this one, and say so."""
    from crisisfigures.table import normalise

    given = table if "source" in table else table.assign(source=None)
    n_silent = int(given["source"].isna().sum())
    if not n_silent:
        return table
    click.echo(f"{file}: source not stated in {_rows(n_silent)}, taken as {source!r}.", err=True)
    filled = given.assign(source=given["source"].astype(object).fillna(source))
    named = _with_new_ids(normalise(filled))
    named.attrs = table.attrs
    return named


def _joined(tables: Sequence["pd.DataFrame"]) -> "pd.DataFrame":
    """Return several tables as one; ids that reading made are made anew, over all of them."""
    import pandas as pd

    from crisisfigures.table import normalise

    return _with_new_ids(normalise(pd.concat(tables, ignore_index=True)))


def _with_new_ids(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table with the ids that reading made made anew; a file's own ids stay."""
    made = table["id"].str.fullmatch(r"c[0-9a-z]{13}(-\d+)?", na=True)
    return cf.with_ids(table.assign(id=table["id"].mask(made)))


def gazetteer_of(
    files: Sequence[str], areas: Sequence[str], pcodes: Sequence[str]
) -> "cf.Gazetteer":
    """Return the standard gazetteer with the user's areas and p-codes.

    A file of figures that is named for its p-codes too has those that it counts in, and not all.
    """
    gazetteer = cf.standard_gazetteer()
    read = {Path(file).resolve() for file in files if file != STDIN}
    # Areas are declared by their members, so the codes that they name come first.
    for path in pcodes:
        gazetteer = gazetteer.with_pcodes(path, complete=Path(path).resolve() not in read)
    for path in areas or _beside(files[0], "areas.toml"):
        gazetteer = gazetteer.with_areas(path)
    return gazetteer


def sources_of(first: str, registries: Sequence[str]) -> "cf.Sources":
    """Return the registry of sources with the user's own."""
    sources = cf.standard_sources()
    for path in registries or _beside(first, "sources.toml"):
        sources = sources.with_file(path)
    return sources


def _beside(first: str, name: str) -> list[str]:
    """Return the file of this name beside the first input, if there is one, and say so."""
    path = Path(first).parent / name
    if first == STDIN or not path.is_file():
        return []
    click.echo(f"Using {path}.", err=True)
    return [str(path)]


def sized(text: str) -> "float | cf.Estimate | str":
    """Return a number, a range such as 4..5 or 4..4.5..5, or the file that it is in."""
    from crisisfigures.wording import parse_numeral

    numbers = [float(n) for part in text.split("..") if (n := parse_numeral(part)) is not None]
    if len(numbers) != len(text.split("..")):
        return text
    if len(numbers) == 1:
        return numbers[0]
    return cf.Estimate(numbers[0], numbers[1] if len(numbers) == 3 else None, numbers[-1])


def pairs(settings: Sequence[str], option: str) -> dict[str, list[str]]:
    """Return NAME=VALUE settings by name, the values of a repeated one in order."""
    found: dict[str, list[str]] = {}
    for setting in settings:
        name, sign, value = (
            setting.rpartition("=") if option == "--weight" else setting.partition("=")
        )
        if not sign or not name:
            raise click.BadParameter(f"{setting!r} is not NAME=VALUE", param_hint=option)
        found.setdefault(name.strip(), []).append(value.strip())
    return found


def number(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise click.BadParameter(f"{name}={text}: not a number", param_hint="--weight") from None
