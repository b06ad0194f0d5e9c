"""The sources of one table held against each other."""

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crisisfigures.comparison._house import house_effects
from crisisfigures.comparison._sides import pairs_of
from crisisfigures.comparison.agreement import WORDS
from crisisfigures.comparison.agreement import measure as agreement_of
from crisisfigures.echoing import publication_days
from crisisfigures.errors import UnknownNameError
from crisisfigures.estimate import effective_ends
from crisisfigures.gazetteer import Gazetteer
from crisisfigures.layout import Cell, Column, Layout, Section, say_number
from crisisfigures.layout.figures import cells
from crisisfigures.reconciliation import reconcile
from crisisfigures.segments import Flags, Integers, Numbers
from crisisfigures.source import Sources, standard_sources
from crisisfigures.table import NO_DAY, Columns, normalise

_LEAST_SAID, _MOST_SAID = 0.1, 1000
"""Between these, two digits after the point say how many times; "× 0.00" would say nothing."""

_VOTING = ("supports", "compatible", "apart", "dissents")
_AGREE = frozenset(
    {"identical", "equivalent", "near", "compatible", "chimes", "within", "contains", "overlaps"}
)


@dataclass(frozen=True, slots=True)
class SourceComparison:
    """How the sources of one table stand to each other.

    Attributes:
        pairs: One row two sources that speak of the same quantities: `source_a`, `source_b`, `n`
            (quantities in common), `agree` (the share of them whose ranges meet, or nearly),
            one column a word of agreement with its count, and `ratio` (the median of a over b,
            where both state a number above 0).
        sources: One row a source: `n_quantities`; `n_shared` (with others); `factor`, by which it
            is usually above the mean source (missing where it shares no best figure above 0),
            `factor_low` and `factor_high` (the least and most it is, and would be without any one
            quantity; missing of a source with one), `component` (only sources of one component can
            be compared); `n_first` and `days_after_first` (on how many shared quantities it spoke
            first, and how long after the first, as a median);
            `n_revised` (its claims that a later one of its own supersedes).
        scorecard: With `against`: one row a source: `n`, `n_covered` (the authoritative number lies
            in its range), `factor` (the geometric mean of its best figure over it) and `spread`
            (by what factor single figures differ from that: one standard deviation; NaN of one).
    """

    pairs: pd.DataFrame
    sources: pd.DataFrame
    scorecard: pd.DataFrame

    def layout(self) -> Layout:
        """Return it as it is to be printed."""
        return _laid_out(self)

    def __repr__(self) -> str:
        """Return the counts."""
        return f"<SourceComparison: {len(self.sources):,} sources, {len(self.pairs):,} pairs>"

    def _repr_html_(self) -> str:
        from crisisfigures.rendering import render

        return f"<pre>{html.escape(str(render(self)))}</pre>"


def compare_sources(
    table: pd.DataFrame,
    *,
    against: str | None = None,
    let_unknown: str | Iterable[str] = (),
    sources: Sources | None = None,
    gazetteer: Gazetteer | None = None,
) -> SourceComparison:
    """Return how the sources of one table stand to each other: who agrees, is high, is early.

    Each source speaks once of each quantity, as in `reconcile`: echoes and superseded claims do
    not. That a source is usually high is a description, and no reason to correct it: sources count
    different things, and the mean of sources is nobody's truth.

    Args:
        table: n claims.
        against: A source that is taken as the authority, such as a later census of the dead: the
            others are scored against it.
        let_unknown: See `match`.
        sources: The registry of sources.
        gazetteer: Which codes mean the same place.

    Raises:
        UnknownNameError: `against` names no source of the table.

    Source:
        Factors by the two-way additive model on logarithms, source effects summing to zero in each
        connected component; ranges without a best figure, and zeros, are left out of it.
    """
    result = reconcile(
        table, "envelope", let_unknown=let_unknown, sources=sources, gazetteer=gazetteer
    )
    everything = result.claims.assign(said=_days(result.claims))
    # In one order, whatever the order of rows: sums come out the same to the last bit.
    everything = everything.sort_values(["quantity", "voter", "said", "id"], kind="stable")
    claims = everything[everything["verdict"].isin(_VOTING)]
    claims = claims.drop_duplicates(["quantity", "voter"], keep="last").reset_index(drop=True)
    voice, names = pd.factorize(claims["voter"], sort=True)
    about, _ = pd.factorize(claims["quantity"])
    if against is not None:
        registry = sources or standard_sources()
        truth = registry.root(against)
        if truth not in set(names):
            raise UnknownNameError("source to score against", against, map(str, names))
        against = truth
    best, lower, upper = _numbers(claims)
    shared = np.bincount(about)[about] > 1 if len(about) else np.empty(0, dtype=np.bool_)
    first, second = _joint(about, voice)
    superseded = everything["verdict"].str.startswith("superseded", na=False)
    n_revised = everything.loc[superseded, "voter"].value_counts()
    spoken = everything[superseded | everything["verdict"].isin(_VOTING)]
    earliest = spoken.groupby(["quantity", "voter"], as_index=False)["said"].min()
    said = claims[["quantity", "voter"]].merge(earliest, how="left")["said"].to_numpy()
    return SourceComparison(
        _pairs(claims, voice, names, best, first, second),
        _each(said, voice, about, names, best, shared, n_revised),
        _scored(about, voice, names, best, lower, upper, against),
    )


def _days(claims: pd.DataFrame) -> Numbers:
    """Return the days, counted from 1970, by which claims were published; NaN where not stated."""
    _, said = publication_days(Columns(normalise(claims)))
    return np.where(said == NO_DAY, np.nan, said.astype(np.float64))


def _numbers(claims: pd.DataFrame) -> tuple[Numbers, Numbers, Numbers]:
    """Return best figures and the least and greatest number that each range holds."""
    columns = Columns(normalise(claims))
    low, best, high = (columns.numbers(name) for name in ("low", "best", "high"))
    lower, upper = effective_ends(low, best, high)
    # "Hundreds" may be more: its ceiling contradicts nobody.
    vague = columns.is_word("quantifier", "vague") & columns.is_word("high_kind", "convention")
    upper = np.where(vague, np.inf, upper)
    best = np.where(np.isnan(best) & (lower == upper), lower, best)
    lower = np.where(columns.is_word("low_kind", "exclusive"), np.nextafter(lower, np.inf), lower)
    upper = np.where(columns.is_word("high_kind", "exclusive"), np.nextafter(upper, -np.inf), upper)
    return best, lower, upper


def _joint(about: Integers, voice: Integers) -> tuple[Integers, Integers]:
    """Return the pairs of claims of different sources about one quantity."""
    frame = pd.DataFrame({"about": about, "voice": voice, "row": np.arange(len(about))})
    pairs = frame.merge(frame, on="about", suffixes=("_a", "_b"))
    pairs = pairs[pairs["voice_a"] < pairs["voice_b"]]
    return pairs["row_a"].to_numpy(), pairs["row_b"].to_numpy()


def _pairs(
    claims: pd.DataFrame,
    voice: Integers,
    names: Any,
    best: Numbers,
    first: Integers,
    second: Integers,
) -> pd.DataFrame:
    a, b = (claims.iloc[rows].reset_index(drop=True) for rows in (first, second))
    words = agreement_of(pairs_of(a, b))["agreement"]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where((best[first] > 0) & (best[second] > 0), best[first] / best[second], np.nan)
    frame = pd.DataFrame(
        {"a": voice[first], "b": voice[second], "word": words.astype("str"), "ratio": ratio}
    )
    groups = frame.groupby(["a", "b"])
    counts = frame.groupby(["a", "b", "word"]).size().unstack("word", fill_value=0)
    counts = counts.reindex(columns=list(WORDS), fill_value=0)
    n = groups.size()
    made = pd.DataFrame(
        {
            "source_a": names[counts.index.get_level_values("a")],
            "source_b": names[counts.index.get_level_values("b")],
            "n": n.to_numpy(),
            "agree": (counts[sorted(_AGREE)].sum(axis=1) / n).to_numpy(dtype=np.float64),
            "ratio": groups["ratio"].median().to_numpy(dtype=np.float64),
        }
    )
    return pd.concat([made, counts.reset_index(drop=True)], axis=1)


def _each(
    said: Numbers,
    voice: Integers,
    about: Integers,
    names: Any,
    best: Numbers,
    shared: Flags,
    n_revised: pd.Series,
) -> pd.DataFrame:
    s = len(names)
    usable = best > 0
    house = house_effects(about[usable], voice[usable], np.log(best[usable]), s)
    n_dated = np.bincount(about[~np.isnan(said)], minlength=int(about.max(initial=-1)) + 1)
    # To be first there must be a second.
    dated = ~np.isnan(said) & (n_dated[about] > 1)
    earliest = pd.Series(np.where(dated, said, np.nan)).groupby(about).transform("min").to_numpy()
    after = said - earliest
    days = pd.Series(after).groupby(voice).median()
    is_first = dated & (after == 0)
    component = pd.factorize(house.component)[0] + 1
    return pd.DataFrame(
        {
            "source": names,
            "n_quantities": np.bincount(voice, minlength=s),
            "n_shared": np.bincount(voice[shared], minlength=s),
            "factor": house.factor,
            "factor_low": house.low,
            "factor_high": house.high,
            "component": component,
            "n_first": np.bincount(voice[is_first], minlength=s),
            "days_after_first": days.reindex(range(s)).to_numpy(dtype=np.float64),
            "n_revised": n_revised.reindex(names, fill_value=0).to_numpy(dtype=np.int64),
        }
    )


def _scored(
    about: Integers,
    voice: Integers,
    names: Any,
    best: Numbers,
    lower: Numbers,
    upper: Numbers,
    against: str | None,
) -> pd.DataFrame:
    made = ["source", "n", "n_covered", "factor", "spread"]
    if against is None:
        return pd.DataFrame(columns=made)
    is_truth = (voice == list(names).index(against)) & ~np.isnan(best)
    truth = np.full(int(about.max(initial=-1)) + 1, np.nan)
    truth[about[is_truth]] = best[is_truth]
    at = truth[about]
    rows = np.flatnonzero(~np.isnan(at) & (voice != list(names).index(against)))
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.where((best > 0) & (at > 0), np.log(best / at), np.nan)
    frame = pd.DataFrame(
        {
            "source": names[voice[rows]],
            "covered": (lower <= at)[rows] & (at <= upper)[rows],
            "off": off[rows],
        }
    )
    groups = frame.groupby("source")
    found = pd.DataFrame(
        {
            "n": groups.size(),
            "n_covered": groups["covered"].sum(),
            "factor": np.exp(groups["off"].mean()),
            "spread": np.exp(groups["off"].std(ddof=0).where(groups["off"].count() > 1)),
        }
    )
    return found.reset_index()[made]


def _laid_out(found: SourceComparison) -> Layout:
    each = found.sources
    heads = (
        Column("source", "Source"),
        Column("n_shared", "Shared", "right"),
        Column("factor", "Usually", "right", legend="times the mean of the sources it shares with"),
        Column("span", "Without any one"),
        Column("n_first", "First", "right"),
        Column("days", "Days after", "right"),
        Column("n_revised", "Revised", "right"),
    )
    spans = zip(each["factor_low"], each["factor_high"], strict=True)
    rows = tuple(
        zip(
            cells(each["source"]),
            cells(each["n_shared"]),
            [Cell(_times(x), value=_or_none(x)) for x in each["factor"]],
            [Cell("" if np.isnan(a) else f"{_times(a)} to {_times(b)}") for a, b in spans],
            cells(each["n_first"]),
            cells(each["days_after_first"]),
            cells(each["n_revised"]),
            strict=True,
        )
    )
    lead = "That a source is usually high describes it, and is no reason to correct it."
    main = Section("sources", "", heads, rows, lead=lead)
    return Layout("Sources compared", main, (), tuple(_sections(found)))


def _sections(found: SourceComparison) -> Iterator[Section]:
    pairs = found.pairs
    if len(pairs):
        words = [word for word in WORDS if pairs[word].any()]
        heads = [Column("a", "Source"), Column("b", "and"), Column("n", "Both", "right")]
        heads += [Column("agree", "Agree", "right"), Column("ratio", "Ratio", "right")]
        heads += [Column(word, word.capitalize(), "right") for word in words]
        shown = [
            cells(pairs["source_a"]),
            cells(pairs["source_b"]),
            cells(pairs["n"]),
            [Cell(f"{100 * share:.0f} %", value=share) for share in pairs["agree"].tolist()],
            [Cell(_times(x), value=_or_none(x)) for x in pairs["ratio"]],
            *(cells(pairs[word]) for word in words),
        ]
        yield Section("pairs", "Two by two", tuple(heads), tuple(zip(*shown, strict=True)))
    card = found.scorecard
    if len(card):
        heads = [Column("source", "Source"), Column("n", "Figures", "right")]
        heads += [
            Column("covered", "Range holds it", "right"),
            Column("factor", "Usually", "right"),
        ]
        heads += [Column("spread", "Give or take", "right")]
        shown = [
            cells(card["source"]),
            cells(card["n"]),
            cells(card["n_covered"]),
            *([Cell(_times(x), value=_or_none(x)) for x in card[n]] for n in ("factor", "spread")),
        ]
        yield Section("scorecard", "Scored", tuple(heads), tuple(zip(*shown, strict=True)))


def _times(number: float) -> str:
    if np.isnan(number):
        return ""
    if _LEAST_SAID <= number < _MOST_SAID:
        return f"× {number:.2f}"
    return f"× {say_number(float(f'{number:.2g}'))}"


def _or_none(number: float) -> float | None:
    return None if np.isnan(number) else float(number)
