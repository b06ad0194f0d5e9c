"""Print a result: find the output, lay the result out, show the columns asked for."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeGuard, overload

from crisisfigures._shelf import collect
from crisisfigures.errors import OptionError, UnknownNameError, quoted
from crisisfigures.estimate import Estimate
from crisisfigures.layout import (
    UNSAID_LEGEND,
    Cell,
    Column,
    Layout,
    Printable,
    Section,
    say_bounds,
    say_number,
)
from crisisfigures.plugins import Renderer

if TYPE_CHECKING:
    import pandas as pd

LANGUAGES = ("en",)
"""The languages that the library's own words are printed in; claims keep their own."""


def outputs() -> dict[str, Renderer]:
    """Return the outputs by name: those of the library and those that other packages add."""
    return collect("crisisfigures.rendering", Renderer, "crisisfigures.outputs")


@overload
def render(
    result: "Printable | Layout | pd.DataFrame | Estimate | Sequence[Estimate]",
    to: Literal["text", "markdown", "html", "csv", "json"] = "text",
    *,
    lang: str = "en",
    show: Sequence[str] = (),
    **options: Any,
) -> str: ...


@overload
def render(
    result: "Printable | Layout | pd.DataFrame | Estimate | Sequence[Estimate]",
    to: str,
    *,
    lang: str = "en",
    show: Sequence[str] = (),
    **options: Any,
) -> str | bytes: ...


def render(
    result: "Printable | Layout | pd.DataFrame | Estimate | Sequence[Estimate]",
    to: str = "text",
    *,
    lang: str = "en",
    show: Sequence[str] = (),
    **options: Any,
) -> str | bytes:
    """Return a result as it is printed.

    Print says what was said: a single claim's own words; over several claims their numbers,
    hedged where a convention of reading made the end; an open end in words. The ends by
    convention come with `show=["bounds"]`, and are marked.

    Args:
        result: What a verb returned, or a table, or estimates.
        to: The output, a name of `outputs()`.
        lang: The language of the library's own words.
        show: Columns to print beside the usual ones, such as `bounds`, `flags` or `quantity`.
        options: Options of the output, such as `width=80` for text.

    Raises:
        UnknownNameError: No output, language or column has this name.
        OptionError: The output does not take this option, or the result cannot be printed.

    Example:
        >>> from crisisfigures.wording import parse_estimate
        >>> print(render(parse_estimate("several hundred")).splitlines()[2])
        several hundred  300* to 999*        vague  plain/1
    """
    known = outputs()
    if to not in known:
        raise UnknownNameError("output", to, known)
    if lang not in LANGUAGES:
        raise UnknownNameError("language to print in", lang, LANGUAGES)
    renderer = known[to]
    if strange := sorted(set(options) - set(renderer.options)):
        takes = ", ".join(sorted(renderer.options)) or "none"
        raise OptionError(
            f"the output {to!r} does not take {quoted(strange)}. Options it takes: {takes}."
        )
    return renderer.render(_showing(as_layout(result), show), **options)


def as_layout(result: object) -> Layout:
    """Return what is printed of a result, a table, or estimates."""
    if isinstance(result, Layout):
        return result
    if hasattr(result, "layout"):
        laid_out = result.layout()
        assert isinstance(laid_out, Layout)
        return laid_out
    if isinstance(result, Estimate):
        return _of_estimates([result])
    if isinstance(result, list | tuple) and all(isinstance(x, Estimate) for x in result):
        return _of_estimates(result)
    if _is_frame(result):
        from crisisfigures.rendering import _frames

        return _frames.layout(result)
    raise OptionError(
        f"{type(result).__name__} cannot be printed.\n"
        "Hint: give a table, estimates, or a result of the library; your own class can be "
        "printed when it has a method layout() that returns a crisisfigures.layout.Layout."
    )


def _is_frame(result: object) -> TypeGuard["pd.DataFrame"]:
    """Return whether it is a pandas frame, without loading pandas to find out."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(result, pandas.DataFrame)


def _of_estimates(estimates: Sequence[Estimate]) -> Layout:
    columns = (
        Column("words", "Words"),
        Column("range", "Read as", legend=UNSAID_LEGEND),
        Column("best", "Best", align="right"),
        Column("quantifier", "Hedge"),
        Column("convention", "Convention"),
        *(
            Column(name, name, is_shown=False)
            for name in ("low", "high", "low_kind", "high_kind", "approximate")
        ),
    )
    rows = tuple(
        (
            Cell(e.stated or str(e)),
            Cell(
                say_bounds(
                    e.lower, e.upper, low_kind=e.low_kind, high_kind=e.high_kind, said=e.numbers
                ),
            ),
            Cell("" if e.best is None else say_number(e.best), value=e.best),
            Cell((e.quantifier or "").replace("_", " ")),
            Cell(e.convention or ""),
            *(Cell(value=v) for v in (e.low, e.high, e.low_kind, e.high_kind, e.approximate)),
        )
        for e in estimates
    )
    return Layout("", Section("estimates", "", columns, rows))


def _showing(layout: Layout, show: Sequence[str]) -> Layout:
    if not show:
        return layout
    sections = (layout.table, *layout.sections)
    known = {column.name for section in sections for column in section.columns}
    for name in show:
        if name not in known:
            raise UnknownNameError("column to show", name, known)

    def shown(section: Section) -> Section:
        columns = (
            replace(column, is_shown=column.is_shown or column.name in show)
            for column in section.columns
        )
        return replace(section, columns=tuple(columns))

    return replace(layout, table=shown(layout.table), sections=tuple(map(shown, layout.sections)))
