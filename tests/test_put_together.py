"""Tables put together of several, as pandas concatenates them, are as good as one."""

import io

import pandas as pd
import pytest

import crisisfigures as cf

CLAIMS = cf.read(
    io.StringIO("""\
measure,figure,group,cause,place,period,source,published
injured,10 to 12,women,conflict,Gao,2024-01,UN,2024-02-01
injured,11,women,conflict,Gao,2024-01,AFP,2024-02-02
injured,20,men,conflict,Gao,2024-01,UN,2024-02-01
injured,31,,conflict,Gao,2024-02,UN,2024-03-01
injured,at least 7,,conflict,Kidal,2024-01,Ministry,2024-02-03
injured,7,,conflict,Kidal,2024-01,AFP,2024-02-03
idps,2500,,conflict,Menaka,2024-01-31,IOM,2024-02-10
idps,2600,,conflict,Menaka,2024-02-29,IOM,2024-03-10
""")
)
OLD = CLAIMS.assign(low=CLAIMS["low"] * 1.0)

VERBS = {
    "match": cf.match,
    "validate": lambda t: cf.validate(t).findings,
    "reconcile": lambda t: cf.reconcile(t).table,
    "claims": lambda t: cf.reconcile(t).claims,
    "echoes": cf.echoes,
    "near_misses": lambda t: cf.near_misses(t).pairs,
    "aggregate": lambda t: (
        cf.aggregate(
            t, places="country", periods="quarter", groups="sex", causes="all", at="last"
        ).table
    ),
    "cohere": lambda t: cf.cohere(t).table,
    "compare": lambda t: cf.compare(t, OLD).table,
    "revisions": cf.revisions,
    "as_of": lambda t: cf.as_of(t, "2024-02-15"),
    "diff": lambda t: cf.diff(OLD, t).table,
    "rounded": lambda t: cf.rounded(t, "gidd"),
}


def written(table, path):
    cf.write(table, path)
    return path.read_bytes()


def pieces(table):
    """Return a table of which each column is of as many pieces as it has rows."""
    return pd.concat([table.iloc[[row]] for row in range(len(table))], ignore_index=True)


@pytest.mark.parametrize("verb", VERBS)
def test_a_table_of_pieces_is_one_table(verb):
    pd.testing.assert_frame_equal(VERBS[verb](pieces(CLAIMS)), VERBS[verb](CLAIMS))


@pytest.mark.parametrize("places", [("Gao", "Kidal"), ("Kidal", "Gao")])
def test_two_files_are_reconciled_together(places):
    # Rows that are taken in their order stay in pieces, as those of one of the two do.
    files = [
        cf.read(io.StringIO(f"measure,figure,place,period,source\ninjured,10,{place},2024,UN\n"))
        for place in places
    ]
    table = pd.concat(files, ignore_index=True)
    assert sorted(cf.reconcile(table).table["claim_ids"]) == sorted(table["id"])


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
def test_it_is_written_the_same(tmp_path, ending):
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    one = written(CLAIMS, tmp_path / f"one.{ending}")
    assert written(pieces(CLAIMS), tmp_path / f"pieces.{ending}") == one
