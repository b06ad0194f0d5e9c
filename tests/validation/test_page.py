"""The page of a report, as it is written: what it says, and that data stays data."""

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisfigures.validation import Allowed, Profile, checks, sample_table, validate
from crisisfigures.validation._samples import JUDGED_ON

VOID = {"meta", "input"}


class _Page(HTMLParser):
    """What a page holds: its elements, each with attributes and text, and that they nest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        for tag in set(self._open):
            self.texts.setdefault(tag, []).append(data)

    def text(self, tag: str) -> str:
        return "".join(self.texts.get(tag, []))


def _tags(page: str) -> list[str]:
    return [tag for tag, _ in _Page(page).elements]


DIRTY = (
    {"low": 50.0, "source_row": 2.0},
    {"measure": "kiled", "source_row": 3.0},
    {"place": "MLX", "source_row": 4.0},
)


def test_the_page_says_what_was_found_why_and_what_to_do():
    page = _Page(validate(sample_table(DIRTY).assign(file="june.csv")).to_html())
    assert page.text("title") == "Validation report: june.csv"
    assert page.text("h1") == "june.csv"
    said = " ".join(page.text("body").split())
    assert "2 of 3 rows cannot be used as they are." in said
    for code in ("bounds-not-ordered", "unknown-measure", "unknown-place-code"):
        assert checks()[code].why.replace("`", "") in said
    assert "low 50, best 32, high 40 do not satisfy low <= best <= high" in said
    assert "Did you mean 'killed'?" in said
    order = [attrs["data-code"] for tag, attrs in page.elements if attrs.get("data-code")]
    assert order == ["bounds-not-ordered", "unknown-measure", "unknown-place-code"]


def test_the_cell_at_fault_is_marked_beside_what_its_row_says():
    html = validate(sample_table(DIRTY)).to_html()
    row = re.search(r"<tr><th scope=\"row\">2</th>.*?</tr>", html, re.DOTALL)[0]
    cells = re.findall(r"<td( class=at)?><span>(.*?)</span></td>", row)
    texts = [(bool(at), re.sub("<[^>]*>", "", cell)) for at, cell in cells]
    assert texts == [
        (False, "high 40"),
        (False, "low 50, best 32, high 40 do not satisfy low &lt;= best &lt;= high"),
        (False, "killed"),
        (False, "MLI"),
        (False, "March–May 2022"),
        (True, "32 (50 to 40)"),
        (False, "UN OCHA"),
    ]
    assert "<mark><bdi>40</bdi></mark>" in row


def test_a_cell_that_reading_takes_apart_marks_the_part_it_makes():
    html = validate([{"measure": "killed", "figure": "3O", "source": "AFP"}]).to_html()
    assert "<mark><bdi>3O</bdi></mark>" in html
    assert "<td class=at><span><bdi>“3O” (unreadable)</bdi></span></td>" in html


def test_the_policy_lets_run_what_the_page_holds_and_nothing_else():
    page = _Page(validate(sample_table(DIRTY)).to_html())
    policy = next(a["content"] for _, a in page.elements if "http-equiv" in a)
    hashes = {
        kind: b64encode(sha256(page.text(kind).encode()).digest()).decode()
        for kind in ("script", "style")
    }
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{hashes['script']}'; "
        f"style-src 'sha256-{hashes['style']}'; base-uri 'none'; form-action 'none'"
    )
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert page.text("script") == files("crisisfigures.validation").joinpath("report.js").read_text(
        "utf-8"
    )


@settings(deadline=None, max_examples=40)
@given(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from(["<", "'", '"', "&", "`", "-->", "]]>"]),
)
def test_whatever_a_cell_says_the_page_has_the_same_elements(text, sign):
    # What is found in the texts themselves would differ.
    one_check = Profile(severity=dict.fromkeys({*checks()} - {"bounds-not-ordered"}, "off"))

    def page(cell: str) -> list[str]:
        texts = {"source": cell, "place_name": cell, "publisher": cell, "file": cell}
        table = sample_table({"low": 50.0, "event": cell, **texts})
        return _tags(validate(table, profile=one_check).to_html())

    assert page(f"a{sign}{text}{sign}a") == page("aa")


def test_no_link_leads_out_of_the_page():
    rows = ({"url": "https://example.org/<x>", "low": 50.0}, {"source": "javascript:alert(1)"})
    page = _Page(validate(sample_table(rows)).to_html())
    for tag, attrs in page.elements:
        assert tag not in {"img", "link", "iframe", "object", "form", "base"}
        assert not {"src", "action", "style", "srcset", "formaction"} & set(attrs)
        assert not [name for name in attrs if name.startswith("on")]
        assert attrs.get("href", "#").startswith("#")


@pytest.mark.parametrize("code", sorted(checks()))
@pytest.mark.parametrize("values", [True, False])
def test_every_fault_can_be_shown(code, values):
    for rows in checks()[code].bad:
        report = validate(sample_table(rows), as_of=JUDGED_ON)
        page = _Page(report.to_html(values=values))
        assert f"code-{code}" in {attrs.get("id") for _, attrs in page.elements}
        listed = [tag for tag, attrs in page.elements if tag == "th" and attrs["scope"] == "row"]
        assert len(listed) >= sum(report.counts.values())


def test_what_is_not_listed_is_counted_and_the_way_to_it_told():
    table = sample_table(tuple({"measure": "kiled", "event": str(n)} for n in range(1_200)))
    report = validate(table)
    said = _Page(report.to_html()).text("body")
    assert "The first 500 of 1,200 are listed here." in said
    assert "1,200 findings; 500 of them are listed here." in said
    assert "report.findings in Python" in said
    assert report.to_html(samples=None).count("<mark>") == 1_200
    assert "<mark>" not in report.to_html(samples=0)


def test_what_was_not_evaluated_is_explained_with_its_counts():
    report = validate(sample_table({"measure": "kiled"}))
    said = " ".join(_Page(report.to_html()).text("body").split())
    assert "could not be made in every row" in said
    assert "once the cells are mended" in said
    assert f"{len(report.not_evaluated)} checks could not" in said


def test_what_the_profile_allows_stands_apart_with_its_reason():
    allow = (
        Allowed("unknown-measure", "as <b>agreed</b>", where={"measure": "kiled"}),
        Allowed("missing-place", "none of them"),
    )
    report = validate(sample_table(DIRTY), profile=Profile(name="our desk", allow=allow))
    said = _Page(report.to_html()).text("body")
    assert "as <b>agreed</b>" in said
    assert "none: take it out of the list" in said
    assert "kiled" in said
    assert "kiled" not in report.to_html(values=False)


def test_the_rows_of_several_files_name_theirs():
    table = sample_table(DIRTY).assign(file=["june.csv", "june.csv", "july.csv"])
    html = validate(table).to_html()
    assert _Page(html).text("h1") == "2 files"
    assert html.count('<span class="file"><bdi>july.csv</bdi></span>') == 1


def test_a_clean_table_has_a_page_that_says_so():
    said = _Page(validate(sample_table({})).to_html()).text("body")
    assert "Nothing found: every check that could be made was passed." in said


def test_a_formula_is_none_where_the_page_is_opened_in_a_spreadsheet():
    rows = {"measure": "=1+1", "source": "@SUM(A1)", "event": "=2+2"}
    html = validate(sample_table(rows)).to_html()
    starts = re.findall(r"<t[dh][^>]*>(?:<[^>]*>)*([^<])", html)
    assert not set(starts) & set("=@+")


def test_the_page_in_a_notebook_stays_short():
    table = sample_table(tuple({"measure": "kiled", "event": str(n)} for n in range(500)))
    assert len(validate(table)._repr_html_()) < 1_000
