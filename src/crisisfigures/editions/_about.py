"""What figures are about, as codes: also where a place has a name and no code."""

from collections.abc import Iterable

import numpy as np

from crisisfigures.matching import FACETS, Facet, Quantities
from crisisfigures.segments import Integers, dense, ranks
from crisisfigures.table import Columns


class About:
    """The facets of n rows, and their places' names where they have no code."""

    def __init__(self, columns: Columns, found: Quantities) -> None:
        self.facets = found.facets
        codes, texts = columns.codes("place_name")
        named = np.append(ranks(texts), -1)[codes]
        self.names = Facet(np.where(found.facets["place"].codes < 0, named, -1), texts)

    def ids(self, names: Iterable[str] = FACETS) -> tuple[Integers, int]:
        """Return dense ids by some facets, and how many there are; what is not stated is equal.

        They are in the order of the facets' texts, whatever the order of the rows.
        """
        own = [self.facets[name] for name in names]
        own += [self.names] if "place" in names else []
        return dense([facet.codes for facet in own], [len(facet.texts) for facet in own])
