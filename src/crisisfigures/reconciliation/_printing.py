"""What is printed of a reconciliation: the table, its footnotes, near misses, what was set aside.

Print says what was said: a single claim's own words; over several claims the numbers that they
said, hedged where a convention of reading put the end elsewhere.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisisfigures.errors import FiguresError
from crisisfigures.estimate import SOFT_KINDS, effective_ends
from crisisfigures.layout import (
    NOT_STATED,
    UNSAID_LEGEND,
    Cell,
    Column,
    Layout,
    Note,
    Section,
    are_words,
    inert,
    say_bounds,
    say_range,
)
from crisisfigures.layout.figures import BOUNDS, cells, how_many, unread, what, when, where
from crisisfigures.nearmisses import NearMisses
from crisisfigures.period import Period
from crisisfigures.segments import Flags, Integers, Numbers
from crisisfigures.table import Columns

if TYPE_CHECKING:
    from crisisfigures.reconciliation._result import Reconciliation

Texts = npt.NDArray[np.object_]

MISSES_SHOWN = 20
"""Near misses printed; they are counted in full."""

# Words and names are printed up to here; the whole of them stays in the table of claims.
_LONGEST_QUOTE = 200

# Verdicts of claims that stand behind an answer, or against it; all others were set aside.
_VOTING = ("supports", "compatible", "apart", "dissents")
_BEHIND = ("supports", "compatible")

NO_ANSWER = "no answer"
NO_COMMON_BOUND = "no bound in common"
"""Claims that contradict each other, and whose hull is open: above 500, and below 300."""

# How the verdict on its claims begins, where a quantity has no vote.
_GAPS = {"withheld": "withheld", "unusable": "no usable claim", "not a vote": "no claim that votes"}

_ASKED = {"let_unknown": "joined though not stated"}
"""What a caller asked for, where its name alone would puzzle a reader."""

_REMARKS = {
    "echo_sensitive": "differs without a suspected echo",
    "empty": "no range satisfies all",
    "point": "in one point only",
    "tied": "several ranges tie",
    "withheld": "rows of a source withheld",
}
"""Flags that a reader of the figure must know of."""

_APART = "apart, by a convention's end"
"""No contradiction: what keeps the claim from the answer is an end that nobody said."""

_TO_SETTLE = (
    'Take the span of its rows with own_rows="hull" (--own-rows hull), aggregate them first, '
    "or state the event of each."
)
"""What a caller can do about rows of a source that are withheld."""

_UNAGREED = {
    "supports": "supports the range that most votes cover",
    "compatible": "compatible with the range that most votes cover",
}
"""Without agreement there is nothing else that a claim could support."""

# The id of a claim at the end of a verdict: "superseded by ID", "echo of NAME (ID)".
_NAMED = re.compile(r"(?<=^superseded by ).+$|\([^()]+\)$")

_LET_UNKNOWN = re.compile(r'let_unknown=\{"(\w+)"\}')

_HEADS = (
    Column("what", "What"),
    Column("where", "Where"),
    Column("when", "When"),
    Column("figure", "Figure"),
    Column("bounds", "Bounds", is_shown=False, legend=UNSAID_LEGEND),
    Column("agreement", "Agreement"),
    Column("n_independent", "Sources", align="right"),
    Column("notes", "Notes"),
)

# For programs, and on request; the words that print adds are not made from these.
_BESIDE = (
    "quantity",
    "low",
    "best",
    "high",
    "low_kind",
    "high_kind",
    "envelope_low",
    "envelope_high",
    "stated_low",
    "stated_high",
    "n_claims",
    "n_pinned",
    "n_supporting",
    "n_compatible",
    "flags",
    "claim_ids",
    "method",
)


def laid_out(result: "Reconciliation") -> Layout:
    """Return what is printed of a reconciliation, the first twenty near misses included."""
    asked = {"method": result.method, **result.options}
    return layout(result.table, result.claims, result.near_misses(MISSES_SHOWN), asked)


def layout(
    table: pd.DataFrame, claims: pd.DataFrame, misses: NearMisses, asked: Mapping[str, Any]
) -> Layout:
    """Return what is printed of these parts of a reconciliation.

    Args:
        table: One row a quantity.
        claims: One row a claim, with its quantity and verdict.
        misses: The near misses among the claims.
        asked: The method and what the caller asked for besides.
    """
    said = Claims(claims, table)
    return Layout(
        "Reconciled figures",
        _answers(table, said, asked),
        tuple(said.notes()),
        (_near_misses(misses, said), _set_aside(said)),
    )


class Claims:
    """The claims as they are printed, and which footnote each has.

    Attributes:
        columns: The n claims.
        row: The row of the table that each belongs to, -1 for none.
        verdict: Each claim's verdict.
        source: Who makes each claim.
        figure: Each claim's figure in print.
        is_agreed: Whether each row of the table has an answer that the sources agree on.
        marks: The number of each claim's footnote, 0 for none.
        order: The claims with a footnote, in the order of the footnotes.
    """

    def __init__(self, claims: pd.DataFrame, table: pd.DataFrame) -> None:
        self.columns = Columns(claims)
        self.verdict = self.columns.texts("verdict")
        self.source = self.columns.texts("source")
        self.figure = how_many(self.columns)
        self.is_agreed = ~Columns(table).is_word("agreement", "none")
        self.row = _rows_of(self.columns.texts("quantity"), table["quantity"])
        self.n_rows = len(table)
        rank = self._among(_VOTING)
        found = np.flatnonzero(self.row >= 0)
        self.order = found[np.lexsort((found, rank[found], self.row[found]))]
        self.marks = np.zeros(self.columns.n, dtype=np.int64)
        self.marks[self.order] = np.arange(1, len(self.order) + 1)
        self.position = {str(id_): i for i, id_ in enumerate(self.columns.texts("id"))}

    def _among(self, words: Sequence[str]) -> Integers:
        """Return which of `words` each verdict begins with; their number for none."""
        codes, texts = self.columns.codes("verdict")
        ranks = [
            next((i for i, word in enumerate(words) if text.startswith(word)), len(words))
            for text in texts
        ]
        return np.array([*ranks, len(words)], dtype=np.int64)[codes]

    def is_among(self, words: Sequence[str]) -> Flags:
        """Return which verdicts begin with one of `words`."""
        return self._among(words) < len(words)

    def count(self, which: Flags) -> Integers:
        """Return how many of the claims in `which` each row of the table has."""
        rows = self.row[which & (self.row >= 0)]
        return np.bincount(rows, minlength=self.n_rows)

    def marks_of_rows(self) -> list[tuple[int, ...]]:
        """Return the footnotes of each row of the table."""
        ends = np.cumsum(self.count(np.ones(self.columns.n, dtype=np.bool_))).tolist()
        starts = [0, *ends][:-1]
        return [tuple(range(a + 1, b + 1)) for a, b in zip(starts, ends, strict=True)]

    def numbers_said(self, low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
        """Return the smallest and largest number said within each row's range, NaN for none.

        Where the sources agree, by claims that stand behind the answer; elsewhere by all.
        """
        voted = self.is_among(_VOTING) & (self.row >= 0)
        voted &= self.is_among(_BEHIND) | ~self.is_agreed[self.row]
        least, most = np.full(self.n_rows, np.inf), np.full(self.n_rows, -np.inf)
        for name, kind in (("low", "low_kind"), ("best", None), ("high", "high_kind")):
            number = self.columns.numbers(name)
            use = voted & ~np.isnan(number)
            if kind is not None:
                use &= ~self.columns.is_word(kind, *SOFT_KINDS)
            rows, number = self.row[use], number[use]
            within = (number >= low[rows]) & (number <= high[rows])
            np.minimum.at(least, rows[within], number[within])
            np.maximum.at(most, rows[within], number[within])
        said = least <= most
        return np.where(said, least, np.nan), np.where(said, most, np.nan)

    def words_of_rows(self, wanted: Flags, low: Numbers, high: Numbers) -> Texts:
        """Return, for the rows wanted, the words of the claims whose range is the row's own.

        None where no claim has just this range, or those that have it do not use the same words.
        """
        lower, upper = self.columns.numbers("low"), self.columns.numbers("high")
        at = np.flatnonzero(self.is_among(_VOTING) & (self.row >= 0))
        rows = self.row[at]
        use = wanted[rows] & _equal(lower[at], low[rows]) & _equal(upper[at], high[rows])
        words = pd.Series(self.columns.texts("stated")[at[use]], index=rows[use], dtype="str")
        distinct = words.groupby(level=0).agg(["first", "nunique"])
        found = np.full(self.n_rows, None, dtype=object)
        same = distinct.loc[distinct["nunique"] == 1, "first"]
        found[same.index.to_numpy(dtype=np.int64)] = same.to_numpy(dtype=object)
        return found

    def said_verdict(self, i: int) -> str:
        """Return a claim's verdict, the claim that it names as the mark of its footnote."""

        def marked(found: re.Match[str]) -> str:
            at = self.position.get(found[0].strip("()"))
            return found[0] if at is None or not self.marks[at] else f"[{self.marks[at]}]"

        verdict = self.verdict[i] or ""
        if verdict == "apart":
            return _APART
        if self.row[i] >= 0 and not self.is_agreed[self.row[i]]:
            return _UNAGREED.get(verdict, _NAMED.sub(marked, verdict))
        return _NAMED.sub(marked, verdict)

    def cell(self, i: int) -> Cell:
        """Return one claim as a cell: its figure, its source, its footnote."""
        source = self.source[i] or f"source {NOT_STATED}"
        marks = (int(self.marks[i]),) if self.marks[i] else ()
        return Cell(f"{_shortened(self.figure[i])}, {_shortened(source)}", marks)

    def notes(self) -> list[Note]:
        """Return the footnotes: who says it, via whom, when, in what words, and the verdict."""
        get = self.columns.texts
        parts = (self.source, get("publisher"), _dates(self.columns), get("stated"))
        extras = (get("production"), get("place_precision"), get("caveat"))
        alone = self.count(np.ones(self.columns.n, dtype=np.bool_)) == 1
        at = self.order
        rows = zip(
            *(part[at].tolist() for part in (*parts, *extras)),
            self.figure[at].tolist(),
            [self.said_verdict(i) for i in at.tolist()],
            alone[self.row[at]].tolist(),
            get("url")[at].tolist(),
            get("id")[at].tolist(),
            strict=True,
        )
        return [
            Note(
                _say_note(source, publisher, day, stated, figure, verdict, is_alone)
                + _say_extras(production, precision, caveat),
                url,
                id_,
            )
            for (
                source, publisher, day, stated, production, precision, caveat,
                figure, verdict, is_alone, url, id_,
            ) in rows
        ]  # fmt: skip


def _rows_of(quantities: Texts, rows: pd.Series) -> Integers:
    """Return the row of the table that has each claim's quantity, -1 for none."""
    return np.asarray(pd.Index(rows.astype(object)).get_indexer(quantities), dtype=np.int64)


def _equal(left: Numbers, right: Numbers) -> Flags:
    return np.asarray((left == right) | (np.isnan(left) & np.isnan(right)))


# -- the table ---------------------------------------------------------------------------------


def _answers(table: pd.DataFrame, said: Claims, asked: Mapping[str, Any]) -> Section:
    answers = Columns(table)
    parts: list[Sequence[Cell]] = [
        *([Cell(text) for text in say(answers)] for say in (what, where, when)),
        [Cell(text) for text in figures_in_print(answers, said)],
        [Cell(text) for text in bounds_in_print(answers, said)],
        [Cell(text) for text in _agreements(answers, said, is_weighted="weights" in asked)],
        cells(table["n_independent"]),
        [Cell(marks=marks) for marks in said.marks_of_rows()],
    ]
    beside = [name for name in _BESIDE if name in table.columns]
    parts += [cells(table[name]) for name in beside]
    heads = (*_HEADS, *(Column(name, name, is_shown=False) for name in beside))
    return Section(
        "reconciled", "", heads, tuple(zip(*parts, strict=True)), lead=_lead(table, said, asked)
    )


def _ends(answers: Columns) -> tuple[Numbers, Numbers]:
    """Return both ends of the answers, infinite where open, NaN where there is no answer."""
    low, best, high = (answers.numbers(name) for name in ("low", "best", "high"))
    return effective_ends(low, best, high, unbounded=answers.is_word("quantifier", "unbounded"))


def bounds_in_print(answers: Columns, said: Claims) -> list[str]:
    """Return both ends of each answer as numbers."""
    lower, upper = _ends(answers)
    kinds = answers.texts("low_kind"), answers.texts("high_kind")
    numbers = said.numbers_said(lower, upper)
    return [
        say_bounds(low, high, low_kind=low_kind, high_kind=high_kind, said=(least, most))
        for low, high, low_kind, high_kind, least, most in zip(
            lower, upper, *kinds, *numbers, strict=True
        )
    ]


def figures_in_print(answers: Columns, said: Claims) -> list[str]:
    """Return each answer as it is said in print."""
    lower, upper = _ends(answers)
    low_kind, high_kind = answers.texts("low_kind"), answers.texts("high_kind")
    least, most = said.numbers_said(lower, upper)
    is_soft = answers.is_word("low_kind", *SOFT_KINDS) | answers.is_word("high_kind", *SOFT_KINDS)
    own = answers.texts("stated")
    words = said.words_of_rows(is_soft & np.isnan(least) & ~answers.stated("stated"), lower, upper)
    parts: dict[str, Iterable[Any]] = {
        "low": lower,
        "best": answers.numbers("best"),
        "high": upper,
        "low_kind": low_kind,
        "high_kind": high_kind,
        "quantifier": answers.texts("quantifier"),
        "approximate": answers.flags("approximate"),
        "level": answers.numbers("level"),
        "words": np.where(answers.stated("stated"), own, words),
        "said": [None if np.isnan(a) else (a, b) for a, b in zip(least, most, strict=True)],
    }
    figures = [
        say_range(**dict(zip(parts, row, strict=True))) for row in zip(*parts.values(), strict=True)
    ]
    for i in np.flatnonzero((lower == 0) & (upper == 0)):
        figures[i] = f"{figures[i]} (zero, not missing)"
    is_disputed = answers.is_word("agreement", "none") & answers.is_word("low_kind", "floor")
    for i in np.flatnonzero(is_disputed & np.isposinf(upper)):
        figures[i] = NO_COMMON_BOUND
    status, caveat = answers.texts("status"), answers.texts("caveat")
    for i in np.flatnonzero(np.isnan(lower)):
        figures[i] = _say_gap(status[i], caveat[i])
    return figures


def _say_gap(status: str, caveat: str | None) -> str:
    """Return why there is no figure: it is withdrawn, suppressed, …, or the claims do not do."""
    if status not in ("present", "missing"):
        return status.replace("_", " ")
    return next(
        (said for start, said in _GAPS.items() if (caveat or "").startswith(start)), NO_ANSWER
    )


def _agreements(answers: Columns, said: Claims, *, is_weighted: bool) -> list[str]:
    """Return how far the sources agree, and what a reader must know of that."""
    words, caveats = answers.texts("agreement"), answers.texts("caveat")
    votes, behind = answers.numbers("n_independent"), answers.numbers("n_supporting")
    flags = [set(text.split("; ")) if text else set() for text in answers.texts("flags")]
    echoes = said.count(said.is_among(("echo of",)))
    return [
        "; ".join(
            part
            for part in (
                _say_agreement(word, n, k, n_echoes, "echoes_only" in marked, is_weighted),
                *(_REMARKS[flag] for flag in sorted(marked & _REMARKS.keys()) if n),
                # A method says in the caveat why it has no answer though there are votes.
                caveat if word is None and n else None,
            )
            if part
        )
        for word, n, k, n_echoes, marked, caveat in zip(
            words, votes, behind, echoes, flags, caveats, strict=True
        )
    ]


def _say_agreement(
    word: str | None,
    n_votes: float,
    n_supporting: float,
    n_echoes: int,
    is_echo: bool,
    is_weighted: bool,
) -> str | None:
    if word == "none":
        return "no agreement"
    if word in ("unanimous", "majority", "unopposed"):
        by = " by weight" if is_weighted and word == "majority" else ""
        is_all = n_supporting == n_votes and word != "majority"
        return word + by + ("" if is_all else f" ({n_supporting:.0f} of {n_votes:.0f})")
    if word == "single" and is_echo:
        return "single (echoes only)"
    if word == "single" and n_echoes:
        return f"single ({_counted(n_echoes, 'echo')})"
    return word


def _lead(table: pd.DataFrame, said: Claims, asked: Mapping[str, Any]) -> str:
    """Return how many claims and quantities there are, and what was asked for."""
    parts = [f"{_counted(said.columns.n, 'claim')} on {_counted(len(table), 'quantity')}"]
    for name, value in asked.items():
        if isinstance(value, Mapping):
            value = [f"{key} {weight}" for key, weight in value.items()]
        words = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
        if words and (name, words) != ("own_rows", "withhold"):
            parts.append(f"{_ASKED.get(name, name.replace('_', ' '))}: {words}")
    return "; ".join(parts) + "."


def _counted(n: int, noun: str) -> str:
    if n == 1:
        return f"1 {noun}"
    ends = {"quantity": "quantities", "echo": "echoes"}
    return f"{n:,} {ends.get(noun, noun + 's')}"


# -- footnotes ---------------------------------------------------------------------------------


def _say_note(
    source: str | None,
    publisher: str | None,
    day: str | None,
    stated: str | None,
    figure: str,
    verdict: str | None,
    is_alone: bool,
) -> str:
    """Return a footnote: "MSA, via AFP, June 2022: “several hundred”."."""
    who = _shortened(source or f"source {NOT_STATED}")
    if publisher and publisher != source:
        who += f", via {_shortened(publisher)}"
    if day:
        who += f", {day}"
    words = f"“{_shortened(inert(stated))}”" if stated and are_words(stated) else _shortened(figure)
    if verdict is None or (is_alone and verdict == "supports"):
        return f"{who}: {words}."
    return f"{who}: {words}; {verdict}" + ("" if verdict.endswith("?") else ".")


def _say_extras(production: str | None, precision: str | None, caveat: str | None) -> str:
    extras = [] if production in (None, "reported") else [f"{production}."]
    if precision == "inferred":
        extras.append("Place inferred.")
    if caveat:
        extras.append(caveat)
    return "".join(f" {extra[0].upper()}{extra[1:]}" for extra in extras)


def _shortened(words: str) -> str:
    rest = len(words) - _LONGEST_QUOTE
    return words if rest <= 0 else f"{words[:_LONGEST_QUOTE]}… and {rest:,} more characters"


def _dates(columns: Columns) -> Texts:
    """Return the publication dates as a person reads them ("June 2022"), None where not stated."""
    codes, texts = columns.codes("published_on")
    said = [_say_date(str(text)) for text in texts]
    return np.array([*said, None], dtype=object)[codes]


def _say_date(text: str) -> str:
    try:
        return str(Period.parse(text))
    except FiguresError:
        return text


# -- what follows ------------------------------------------------------------------------------


def _near_misses(misses: NearMisses, said: Claims) -> Section:
    columns = (
        Column("claim", "Claim"),
        Column("other", "Other claim"),
        Column("facet", "Differ in"),
        Column("option", "What would join them"),
        *(Column(name, name, is_shown=False) for name in ("id_a", "id_b")),
    )
    texts = {"period": when(said.columns), "place": where(said.columns)}
    names = ("id_a", "id_b", "facet", "value_a", "value_b", "option")
    listed = Columns(misses.pairs.iloc[:MISSES_SHOWN])
    rows = []
    for id_a, id_b, facet, value_a, value_b, option in zip(*map(listed.texts, names), strict=True):
        one, other = said.position[id_a], said.position[id_b]
        values = (
            (texts[facet][one], texts[facet][other])
            if facet in texts
            else (value_a or NOT_STATED, value_b or NOT_STATED)
        )
        rows.append(
            (
                said.cell(one),
                said.cell(other),
                Cell(f"{facet.replace('_', ' ')}: {values[0]} / {values[1]}"),
                Cell(_LET_UNKNOWN.sub(r"\g<0>, or --let-unknown \1", option)),
                Cell(id_a),
                Cell(id_b),
            )
        )
    if not misses.count:
        lead = "None: no two claims of different sources differ in one facet only."
    else:
        lead = (
            f"{_counted(misses.count, 'pair')} of claims by different sources "
            f"{'differs' if misses.count == 1 else 'differ'} in one facet only."
        )
    rest = misses.count - len(rows)
    return Section(
        "near_misses",
        "Near misses",
        columns,
        tuple(rows),
        lead=lead,
        tail=f"The first {len(rows)} of them; {rest:,} more." if rest else "",
    )


def _set_aside(said: Claims) -> Section:
    columns = (
        Column("claim", "Claim"),
        Column("of", "What it is about"),
        Column("row", "Where it stands"),
        Column("why", "Why"),
        Column("id", "id", is_shown=False),
    )
    at = np.flatnonzero(~said.is_among(_VOTING))
    about = zip(*(say(said.columns)[at] for say in (what, where, when)), strict=True)
    ids, cells_unread = said.columns.texts("id"), unread(said.columns)
    files, lines = said.columns.texts("file"), said.columns.numbers("source_row")
    rows = tuple(
        (
            said.cell(i),
            Cell("; ".join(facets)),
            Cell(_say_row(files[i], lines[i])),
            Cell(_say_why(said.said_verdict(i)) + _say_other_cells(cells_unread[i])),
            Cell(ids[i] or ""),
        )
        for i, facets in zip(at.tolist(), about, strict=True)
    )
    return Section(
        "not_reconciled",
        "Not reconciled, and why",
        columns,
        rows,
        lead="" if rows else "None: every claim has its part in the table.",
    )


def _say_why(verdict: str) -> str:
    """Return why a claim was set aside, and what to do about it where the caller can."""
    if not verdict.startswith("withheld"):
        return verdict
    return f"{verdict}{'' if verdict.endswith('?') else '.'} {_TO_SETTLE}"


def _say_other_cells(cells: dict[str, str]) -> str:
    """Return what could not be read besides the figure, which says so itself."""
    others = [f"{name} “{_shortened(cell)}”" for name, cell in cells.items() if name not in BOUNDS]
    return f" ({', '.join(others)})" if others else ""


def _say_row(file: str | None, row: float) -> str:
    line = "" if np.isnan(row) else f"row {row:.0f}"
    return ", ".join(part for part in (file or "", line) if part)
