"""Places: what they are called, which codes they have, and which lies in which.

Countries and subdivisions of ISO 3166, the regions of the United Nations (M49), the states of
Gleditsch and Ward, the special codes of the field, p-codes from a user's list and areas that a user
declares. Codes of two systems are never joined by resemblance.
"""

from crisisfigures.gazetteer._entries import Box, Entry
from crisisfigures.gazetteer._gazetteer import Gazetteer, standard_gazetteer
from crisisfigures.gazetteer._relations import Relation
from crisisfigures.gazetteer._resolution import Resolution, Why

__all__ = ["Box", "Entry", "Gazetteer", "Relation", "Resolution", "Why", "standard_gazetteer"]
