"""A table judged in parts is judged as it is as a whole: the same findings, at the same places."""

import csv
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import crisisfigures as cf
from crisisfigures.cli import main
from crisisfigures.errors import OptionError
from crisisfigures.plugins import Check
from crisisfigures.validation import Allowed, Profile, checks, sample_table, validate


def _every_fault() -> pd.DataFrame:
    """Return a table in which the checks find something, each in rows of its own."""
    rows: list[dict[str, object]] = []
    for number, check in enumerate(checks().values()):
        for at, sample in enumerate(check.bad if check.phase != "structure" else ()):
            many = sample if isinstance(sample, tuple) else (sample,)
            ids = {row.get("id") for row in many}
            if any(cell is ... for row in many for cell in row.values()):
                continue
            for row in many:
                named = {
                    name: f"{number}-{at}-{cell}" if cell in ids and isinstance(cell, str) else cell
                    for name, cell in row.items()
                }
                # What belongs together is kept apart from the samples of other checks.
                rows.append({"actor": f"actor {number}-{at}", **named})
    table = sample_table(tuple(rows))
    lines = pd.Series(np.arange(len(table)) + 2.0)
    table["source_row"] = table["source_row"].fillna(lines)
    return table


FAULTY = _every_fault()


def _parts(table, cuts):
    cuts = sorted({0, *(cut % (len(table) + 1) for cut in cuts), len(table)})
    for start, end in itertools.pairwise(cuts):
        part = table.iloc[start:end]
        # A column that states nothing in a part may not be there.
        yield part.drop(columns=[n for n in part if part[n].isna().all() and n != "source_row"])


@pytest.mark.parametrize(("seed", "cuts"), [(1, [40]), (2, [1, 60, 61, 110]), (3, [75, 76])])
def test_parts_are_judged_as_the_whole(seed, cuts):
    order = np.random.default_rng(seed).permutation(len(FAULTY))
    table = FAULTY.iloc[order].reset_index(drop=True)
    whole = validate(table, as_of="2022-12-31")
    parts = validate(_parts(table, cuts), as_of="2022-12-31")
    assert parts.counts == whole.counts
    assert parts.not_evaluated == whole.not_evaluated
    pd.testing.assert_frame_equal(parts.findings, whole.findings)
    assert parts.to_json() == whole.to_json()
    assert parts.to_text() == whole.to_text()
    assert parts.to_html() == whole.to_html()


def test_every_check_of_rows_finds_something_in_the_table_of_this_test():
    found = {c for c, check in checks().items() if check.phase != "structure"}
    # Zeros are for missing only where there is hardly anything else.
    missed = found - validate(FAULTY, as_of="2022-12-31").counts.keys()
    assert missed <= {"zero-for-missing"}


def test_a_column_is_missing_if_no_part_states_it():
    table = sample_table(tuple({"source": None, "event": str(at)} for at in range(6)))
    assert validate(_parts(table, [3])).counts == {"required-column-missing": 1}
    table.loc[5, "source"] = "AFP"
    report = validate(_parts(table, [3]))
    assert report.counts == {"source-missing": 5}
    assert report.findings["row"].tolist() == [0, 1, 2, 3, 4]


def test_what_a_profile_requires_is_asked_of_all_parts_together():
    table = sample_table(tuple({"url": None, "event": str(at)} for at in range(4)))
    profile = Profile(required=("url",))
    assert validate(_parts(table, [2]), profile=profile).findings["row"].isna().tolist() == [True]
    table.loc[3, "url"] = "u"
    assert validate(_parts(table, [2]), profile=profile).findings["row"].tolist() == [0, 1, 2]


def test_what_is_allowed_is_told_apart():
    table = sample_table(tuple({"best": 32.5, "event": str(at)} for at in range(4)))
    allow = (Allowed("fractional-count", "means", where={"event": "2"}),)
    report = validate(_parts(table, [1, 3]), profile=Profile(allow=allow))
    assert report.findings["row"].tolist() == [0, 1, 3]
    assert report.allowed["row"].tolist() == [2]


def made(name, find, **changes):
    """Return a check between rows."""
    said = {"message": "{value}", "hint": "None is needed.", "why": "There is none.", "bad": ({},)}
    return Check(name, "info", "table", find=find, **said, **changes)


def test_a_check_that_says_nothing_of_its_parts_gets_all_rows_at_once():
    def find(cells, column):
        return cells.numbers(column) == np.nanmax(cells.numbers(column))

    largest = made("largest", find, at=("best",))
    table = sample_table(tuple({"best": 21.0 + at, "event": str(at)} for at in range(9)))
    report = validate(_parts(table, [2, 5]), profile=Profile(checks=(largest,)))
    assert report.findings["row"].tolist() == [8]


def test_a_check_gets_the_columns_that_it_holds_and_rows_with_the_key_it_compares_by():
    seen = []

    def find(cells, column):
        seen.append((set(cells.table.columns), cells.table.index.tolist()))
        return cells.numbers(column) < 0

    of_one_id = made(
        "of-one-id", find, at=("best",), reads=("measure",), within=("id",), holds=("place",)
    )
    ids = [None if at in (3, 7) else f"c{at}" for at in range(9)]
    table = sample_table(tuple({"event": f"e{one}", "id": one} for one in ids))
    list(validate(_parts(table, [2, 5]), profile=Profile(checks=(of_one_id,))).counts)
    few, *heaps = seen
    assert {"event", "source"} < few[0]
    assert sorted(row for _, rows in heaps for row in rows) == [0, 1, 2, 4, 5, 6, 8]
    held = {"best", "measure", "place", "id", "source_row", "unread"}
    assert all(columns == held & few[0] for columns, _ in heaps)


@pytest.mark.parametrize("name", ["event", "period_start", "best", "is_rollup", "cluster"])
def test_rows_that_agree_in_any_column_come_together(name):
    def find(cells, column):
        return cells.table[name].duplicated(keep=False).to_numpy() & (cells.numbers(column) > 0)

    again = made("again", find, at=("low",), within=(name,))
    table = sample_table(tuple({"event": str(at % 4), "best": 30.0 + at % 3} for at in range(9)))
    table["cluster"] = [at // 2 for at in range(9)]
    table["is_rollup"] = [at % 3 == 0 for at in range(9)]
    table["period_start"] = table["period_start"] + pd.to_timedelta(np.arange(9) % 2, "D")
    profile = Profile(checks=(again,))
    expected = validate(table, profile=profile).counts
    assert expected["again"] > 1
    assert validate(_parts(table, [2, 5]), profile=profile).counts == expected


def test_no_table_at_all_is_an_empty_one():
    assert validate(iter([sample_table(())])).counts == {"empty-table": 1}


def test_the_rows_are_not_held():
    with pytest.raises(OptionError, match=r"report\.split"):
        _ = validate(_parts(FAULTY, [5])).passed


HEAD = "measure,figure,place,period,source,remarks\n"


@settings(max_examples=10, deadline=None)
@given(
    lines=st.lists(
        st.sampled_from(
            [
                'killed,32,Mali,2022-03,AFP,"two\nlines"\n',
                "killed,3O0,Mali,2022-03,AFP,\n",
                '"killed","1,234",Mali,2022-03,"Reuters, AFP",x\n',
                "killed,1.234,Mali,2022-03,AFP,x\n",
                "killed,1,234,Mali,2022-03,AFP,x\n",
                "\n",
            ]
        ),
        min_size=1,
        max_size=12,
    ),
    n_rows=st.integers(1, 5),
    ending=st.sampled_from(["\n", "\r\n"]),
)
def test_a_file_in_chunks_is_the_file(lines, n_rows, ending, tmp_path_factory):
    path = tmp_path_factory.mktemp("chunks") / "claims.csv"
    text = f"Tolls,,,,,\n{HEAD}" + "killed,7,Mali,2022-03,AFP,first\n" + "".join(lines)
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", ending).encode())
    whole = cf.read(path)
    parts = list(cf.read_chunks(path, n_rows))
    assert [len(part) for part in parts[:-1]] <= [n_rows] * len(parts)
    assert sum(map(len, parts)) == len(whole)
    report, expected = validate(cf.read_chunks(path, n_rows)), validate(path)
    assert report.counts == expected.counts
    pd.testing.assert_frame_equal(report.findings, expected.findings)


def test_a_chunked_file_is_split_into_its_own_rows(tmp_path):
    path = tmp_path / "claims.csv"
    rows = [f"killed,{'3O0' if at % 3 == 0 else at},Mali,2022-03,AFP,{at}\n" for at in range(20)]
    path.write_text(HEAD + "".join(rows), encoding="utf-8")
    report = validate(cf.read_chunks(path, 6))
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    report.split(path, passed=good, failed=bad)
    whole, other = tmp_path / "whole_good.csv", tmp_path / "whole_bad.csv"
    validate(path).split(path, passed=whole, failed=other)
    assert good.read_bytes() == whole.read_bytes()
    assert bad.read_bytes() == other.read_bytes()
    with open(bad, encoding="utf-8-sig", newline="") as file:
        assert [row[-1] for row in csv.reader(file)][1:] == [str(at) for at in range(0, 20, 3)]


def test_the_command_holds_some_rows_at_a_time(tmp_path, capsys):
    path = tmp_path / "claims.csv"
    path.write_text(HEAD + "killed,32,Mali,2022-03,AFP,\n" * 9, encoding="utf-8")
    assert main(["validate", str(path), "--chunk-rows", "4"]) == 0
    in_parts = capsys.readouterr().out
    assert main(["validate", str(path)]) == 0
    assert in_parts == capsys.readouterr().out
    assert "duplicate-row (8)" in in_parts
    assert main(["validate", str(path), str(path), "--chunk-rows", "4"]) == 2


def test_parquet_comes_in_chunks_too(tmp_path):
    pytest.importorskip("pyarrow")
    table = sample_table(tuple({"best": 20.0 + at, "event": str(at)} for at in range(9)))
    path = tmp_path / "claims.parquet"
    cf.write(table, path)
    parts = list(cf.read_chunks(path, 4))
    assert [len(part) for part in parts] == [4, 4, 1]
    assert pd.concat(parts)["best"].tolist() == table["best"].tolist()
    assert pd.concat(parts)["source_row"].tolist() == cf.read(path)["source_row"].tolist()


def test_other_kinds_of_files_are_refused_with_what_to_do(tmp_path):
    path = tmp_path / "claims.json"
    path.write_text("[]")
    with pytest.raises(OptionError, match="use `read`"):
        cf.read_chunks(path, 10)
    with pytest.raises(OptionError, match="n_rows=0"):
        cf.read_chunks(path, 0)


def test_a_quotation_that_is_never_closed_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr("crisisfigures.reading._chunks._LONGEST", 100)
    monkeypatch.setattr("crisisfigures.reading._chunks._BLOCK", 64)
    path = tmp_path / "claims.csv"
    path.write_text(HEAD + 'killed,32,Mali,2022-03,AFP,"open\n' + "killed,1,Mali,2022,AFP,x\n" * 20)
    with pytest.raises(cf.FiguresError):
        list(cf.read_chunks(path, 4, lang="en"))
