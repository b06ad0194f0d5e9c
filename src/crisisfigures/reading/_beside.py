"""What may lie beside a file: its own areas and its own registry of sources."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from crisisfigures.gazetteer import Gazetteer, standard_gazetteer

if TYPE_CHECKING:
    from crisisfigures.source import Sources

AREAS = "areas.toml"
SOURCES = "sources.toml"


def gazetteer_beside(path: str | os.PathLike[str]) -> Gazetteer:
    """Return the standard gazetteer, with the areas of an `areas.toml` beside the file."""
    areas = Path(path).parent / AREAS
    known = standard_gazetteer()
    return known.with_areas(areas) if areas.is_file() else known


def sources_beside(path: str | os.PathLike[str]) -> "Sources":
    """Return the standard registry of sources, with a `sources.toml` beside the file."""
    from crisisfigures.source import standard_sources

    declared = Path(path).parent / SOURCES
    known = standard_sources()
    return known.with_file(declared) if declared.is_file() else known
