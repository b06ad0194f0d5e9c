"""Small worlds in which everybody is counted by hand: no true number is ever ruled out."""

import io
from datetime import date, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

import crisisfigures as cf

REGIONS = ("ML-7", "ML-8", "ML-9")
PLACES = {"MLI": REGIONS, "east": REGIONS, **{region: (region,) for region in REGIONS}}
KNOWN = cf.standard_gazetteer().with_areas(
    {"areas": {"east": {"name": "east", "members": list(REGIONS)}}}
)
DAY = date(2024, 1, 1)
DAYS = 4
PERIODS = [(first, last) for first in range(DAYS) for last in range(first, DAYS)]
GROUPS = {
    "": ("girl", "boy", "woman", "man"),
    "sex=female": ("girl", "woman"),
    "sex=male": ("boy", "man"),
    "age=0-17": ("girl", "boy"),
    "age=18+": ("woman", "man"),
}
CELLS = list(product(REGIONS, range(DAYS), GROUPS[""]))

HEAD = "measure,low,high,place,period,group,source\n"


@st.composite
def worlds(draw):
    """Return how many there are in each cell, and true ranges of some places, periods, groups."""
    people = dict(
        zip(CELLS, draw(st.lists(st.integers(0, 3), min_size=48, max_size=48)), strict=True)
    )
    keys = st.tuples(
        st.sampled_from(list(PLACES)), st.sampled_from(PERIODS), st.sampled_from(list(GROUPS))
    )
    claims = {}
    asked = draw(st.lists(keys, min_size=2, max_size=9, unique=True))
    # Where there are women or men there are both, so that groups are complete.
    both = [
        (place, period, other)
        for place, period, group in asked
        if group
        for other in GROUPS
        if other[:3] == group[:3]
    ]
    for place, (first, last), group in dict.fromkeys(asked + both):
        true = sum(
            n
            for (region, day, kind), n in people.items()
            if region in PLACES[place] and first <= day <= last and kind in GROUPS[group]
        )
        low = max(true - draw(st.integers(0, 2)), 0)
        high = draw(st.none() | st.integers(0, 2).map(lambda more, true=true: true + more))
        claims[place, first, last, group] = (true, low, high)
    return claims


def table_of(claims):
    rows = [
        f"injured,{low},{'' if high is None else high},{'custom:' * (place == 'east')}{place},"
        f"{DAY + timedelta(days=first)}/{DAY + timedelta(days=last)},{group},UN"
        for (place, first, last, group), (_, low, high) in claims.items()
    ]
    return cf.read(io.StringIO(HEAD + "\n".join(rows)), gazetteer=KNOWN)


@given(worlds(), st.booleans())
@settings(max_examples=150)
def test_no_true_number_is_ruled_out(claims, exact):
    table = table_of(claims)
    found = cf.cohere(table, complete="groups", exact=exact, gazetteer=KNOWN)
    assert found.conflicts.empty
    of = {claim: true for claim, (true, _, _) in zip(table["id"], claims.values(), strict=True)}
    for row in found.table.itertuples():
        true = of[row.claim_ids]
        assert not row.coherent_low > true
        assert not row.coherent_high < true
