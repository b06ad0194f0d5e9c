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
    from crisisfigures.echoing import echoes
    from crisisfigures.errors import FiguresError
    from crisisfigures.estimate import Estimate, greater_than, hull, intersection, overlap
    from crisisfigures.figure import Figure
    from crisisfigures.finding import FoundFigure, figures_from, find_figures
    from crisisfigures.gazetteer import Gazetteer, Resolution, standard_gazetteer
    from crisisfigures.matching import Difference, match, why_not
    from crisisfigures.nearmisses import NearMisses, near_misses
    from crisisfigures.period import Period
    from crisisfigures.place import Place
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
    from crisisfigures.table import to_figures, to_frame, with_ids
    from crisisfigures.undercounting import Undercount, undercount
    from crisisfigures.validation import Allowed, Profile, ValidationReport, checks, validate
    from crisisfigures.wording import parse_estimate, parse_period
    from crisisfigures.writing import write, writers

_HOME = {
    "Aggregation": "aggregation",
    "Allowed": "validation",
    "Difference": "matching",
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
    "Sources": "source",
    "Undercount": "undercounting",
    "ValidationReport": "validation",
    "aggregate": "aggregation",
    "checks": "validation",
    "echoes": "echoing",
    "figures_from": "finding",
    "find_figures": "finding",
    "formats": "reading",
    "gazetteer_beside": "reading",
    "greater_than": "estimate",
    "hull": "estimate",
    "intersection": "estimate",
    "match": "matching",
    "methods": "reconciliation",
    "near_misses": "nearmisses",
    "outputs": "rendering",
    "overlap": "estimate",
    "parse_estimate": "wording",
    "parse_period": "wording",
    "read": "reading",
    "read_chunks": "reading",
    "reconcile": "reconciliation",
    "render": "rendering",
    "sources_beside": "reading",
    "standard_gazetteer": "gazetteer",
    "standard_sources": "source",
    "to_figures": "table",
    "to_frame": "table",
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
    "Difference",
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
    "Sources",
    "Undercount",
    "ValidationReport",
    "__version__",
    "aggregate",
    "checks",
    "echoes",
    "figures_from",
    "find_figures",
    "formats",
    "gazetteer_beside",
    "greater_than",
    "hull",
    "intersection",
    "match",
    "methods",
    "near_misses",
    "outputs",
    "overlap",
    "parse_estimate",
    "parse_period",
    "read",
    "read_chunks",
    "reconcile",
    "render",
    "sources_beside",
    "standard_gazetteer",
    "standard_sources",
    "to_figures",
    "to_frame",
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
