"""Casualty and displacement figures as ranges with a source, a date and a place.

The face of the library: every public name, loaded when it is first used, so that importing the
package loads neither pandas nor pint. What plug-ins import is in `crisisfigures.plugins`, every
error in `crisisfigures.errors`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from crisisfigures._version import __version__

if TYPE_CHECKING:
    from crisisfigures.aggregation import Aggregation, aggregate
    from crisisfigures.coherence import Coherence, cohere
    from crisisfigures.comparison import (
        Comparison,
        SourceComparison,
        by_rule_of,
        compare,
        compare_sources,
        metrics,
        ranks,
    )
    from crisisfigures.conversion import Thresholds, convert, rate, thresholds
    from crisisfigures.distributions import distribution
    from crisisfigures.echoing import echoes
    from crisisfigures.editions import EditionDiff, Trace, as_of, diff, revisions, trace
    from crisisfigures.errors import FiguresError
    from crisisfigures.estimate import Estimate, greater_than, hull, intersection, overlap
    from crisisfigures.figure import Figure
    from crisisfigures.finding import FoundFigure, figures_from, find_figures
    from crisisfigures.gazetteer import Gazetteer, Resolution, standard_gazetteer
    from crisisfigures.matching import Difference, match, why_not
    from crisisfigures.nearmisses import NearMisses, near_misses
    from crisisfigures.period import Period
    from crisisfigures.place import Place
    from crisisfigures.publishing import rounded
    from crisisfigures.reading import (
        formats,
        gazetteer_beside,
        read,
        read_chunks,
        sources_beside,
        widen,
    )
    from crisisfigures.reconciliation import Reconciliation, methods, reconcile
    from crisisfigures.rendering import outputs, render
    from crisisfigures.source import Source, Sources, standard_sources
    from crisisfigures.stockflow import balance, increments
    from crisisfigures.table import to_figures, to_frame, with_ids
    from crisisfigures.undercounting import Undercount, undercount
    from crisisfigures.validation import Allowed, Profile, ValidationReport, checks, validate
    from crisisfigures.wording import parse_estimate, parse_period
    from crisisfigures.writing import write, writers

_HOME = {
    "Aggregation": "aggregation",
    "Allowed": "validation",
    "Coherence": "coherence",
    "Comparison": "comparison",
    "Difference": "matching",
    "EditionDiff": "editions",
    "Estimate": "estimate",
    "Figure": "figure",
    "FiguresError": "errors",
    "FoundFigure": "finding",
    "Gazetteer": "gazetteer",
    "NearMisses": "nearmisses",
    "Period": "period",
    "Place": "place",
    "Profile": "validation",
    "Reconciliation": "reconciliation",
    "Resolution": "gazetteer",
    "Source": "source",
    "SourceComparison": "comparison",
    "Sources": "source",
    "Thresholds": "conversion",
    "Trace": "editions",
    "Undercount": "undercounting",
    "ValidationReport": "validation",
    "aggregate": "aggregation",
    "as_of": "editions",
    "balance": "stockflow",
    "by_rule_of": "comparison",
    "checks": "validation",
    "cohere": "coherence",
    "compare": "comparison",
    "compare_sources": "comparison",
    "convert": "conversion",
    "diff": "editions",
    "distribution": "distributions",
    "echoes": "echoing",
    "figures_from": "finding",
    "find_figures": "finding",
    "formats": "reading",
    "gazetteer_beside": "reading",
    "greater_than": "estimate",
    "hull": "estimate",
    "increments": "stockflow",
    "intersection": "estimate",
    "match": "matching",
    "methods": "reconciliation",
    "metrics": "comparison",
    "near_misses": "nearmisses",
    "outputs": "rendering",
    "overlap": "estimate",
    "parse_estimate": "wording",
    "parse_period": "wording",
    "ranks": "comparison",
    "rate": "conversion",
    "read": "reading",
    "read_chunks": "reading",
    "reconcile": "reconciliation",
    "render": "rendering",
    "revisions": "editions",
    "rounded": "publishing",
    "sources_beside": "reading",
    "standard_gazetteer": "gazetteer",
    "standard_sources": "source",
    "thresholds": "conversion",
    "to_figures": "table",
    "to_frame": "table",
    "trace": "editions",
    "undercount": "undercounting",
    "validate": "validation",
    "why_not": "matching",
    "widen": "reading",
    "with_ids": "table",
    "write": "writing",
    "writers": "writing",
}

__all__ = [
    "Aggregation",
    "Allowed",
    "Coherence",
    "Comparison",
    "Difference",
    "EditionDiff",
    "Estimate",
    "Figure",
    "FiguresError",
    "FoundFigure",
    "Gazetteer",
    "NearMisses",
    "Period",
    "Place",
    "Profile",
    "Reconciliation",
    "Resolution",
    "Source",
    "SourceComparison",
    "Sources",
    "Thresholds",
    "Trace",
    "Undercount",
    "ValidationReport",
    "__version__",
    "aggregate",
    "as_of",
    "balance",
    "by_rule_of",
    "checks",
    "cohere",
    "compare",
    "compare_sources",
    "convert",
    "diff",
    "distribution",
    "echoes",
    "figures_from",
    "find_figures",
    "formats",
    "gazetteer_beside",
    "greater_than",
    "hull",
    "increments",
    "intersection",
    "match",
    "methods",
    "metrics",
    "near_misses",
    "outputs",
    "overlap",
    "parse_estimate",
    "parse_period",
    "ranks",
    "rate",
    "read",
    "read_chunks",
    "reconcile",
    "render",
    "revisions",
    "rounded",
    "sources_beside",
    "standard_gazetteer",
    "standard_sources",
    "thresholds",
    "to_figures",
    "to_frame",
    "trace",
    "undercount",
    "validate",
    "why_not",
    "widen",
    "with_ids",
    "write",
    "writers",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'crisisfigures' has no attribute {name!r}")
    value = getattr(import_module(f"crisisfigures.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
