"""Results in the format asked for, on stdout or in a file."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

import crisisfigures as cf
from crisisfigures.cli._exits import PIPE_CLOSED

# Terminals narrower than this wrap by themselves.
_NARROWEST = 20

_BYTE_ORDER_MARK = "\ufeff"


def print_result(result: Any, to: str | None, output: str | None) -> None:
    name, printed = as_printed(result, to, output)
    write_out(printed, output, name)


def as_printed(
    result: Any, to: str | None, output: str | None, show: Sequence[str] = ()
) -> tuple[str, str | bytes]:
    """Return a result in the format asked for, or that the output's name ends in, or as text."""
    name = to or format_of(output)
    # On a terminal the table takes the width there is; in files and pipes it is always the same.
    fits = name == "text" and output is None and sys.stdout.isatty()
    width: dict[str, Any] = (
        {"width": max(_NARROWEST, shutil.get_terminal_size().columns)} if fits else {}
    )
    return name, cf.render(result, name, show=show, **width)


def format_of(output: str | None) -> str:
    suffix = Path(output).suffix.lower() if output else ""
    if not suffix:
        return "text"
    known = {found.suffix: name for name, found in cf.outputs().items()}
    if suffix not in known:
        listed = ", ".join(f"{end} ({name})" for end, name in known.items())
        raise click.BadParameter(
            f"no output ends in {suffix}: choose one of {listed}, or name it by --format",
            param_hint="--output",
        )
    return known[suffix]


def print_list(
    titles: Sequence[str], rows: Sequence[Sequence[str]], to: str | None, output: str | None
) -> None:
    from crisisfigures.layout import listing

    print_result(listing("listed", titles, rows), to, output)


def write_out(printed: str | bytes, output: str | None, name: str) -> None:
    if output is None or output == "-":
        try:
            if isinstance(printed, bytes):
                sys.stdout.buffer.write(printed)
            else:
                sys.stdout.write(printed)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever reads it has seen enough (`| head`); nothing is left to be flushed at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(PIPE_CLOSED) from None
        return
    if isinstance(printed, str):
        # Spreadsheets take a CSV for their own alphabet unless it begins with this mark.
        mark = _BYTE_ORDER_MARK if name == "csv" else ""
        printed = (mark + printed).encode("utf-8", "backslashreplace")
    try:
        Path(output).write_bytes(printed)
    except OSError as error:
        raise click.BadParameter(
            f"cannot write {output}: {error.strerror or error}", param_hint="--output"
        ) from None


def as_seen(printed: bytes) -> str | bytes:
    """Return what is written as it is, but on a terminal, where no cell of a file may act."""
    if not sys.stdout.isatty():
        return printed
    from crisisfigures.layout import inert

    lines = printed.decode("utf-8", "replace").split("\n")
    return "\n".join(map(inert, lines))
