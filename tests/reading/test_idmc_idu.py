"""Made-up updates in the columns of IDMC's Internal Displacement Updates."""

import io
import json
from pathlib import Path

import pandas as pd
import pytest

from crisisfigures import reconcile, validate
from crisisfigures.reading import read

SAMPLES = Path(__file__).parent / "samples" / "idmc_idu"

UPDATE = {
    "id": 900001,
    "country": "Mali",
    "iso3": "MLI",
    "displacement_type": "Disaster",
    "qualifier": "total",
    "figure": 341,
    "displacement_date": "2024-08-19",
    "displacement_start_date": "2024-08-19",
    "displacement_end_date": "2024-08-19",
    "year": 2024,
    "event_id": 77001,
    "event_name": "Mali: Flood - Mopti - 19/08/2024",
    "type": "Flood",
    "standard_popup_text": "",
}


def table_of(*updates):
    return read(io.StringIO(json.dumps([{**UPDATE, **update} for update in updates])))


def row_of(**update):
    table = table_of(update)
    return table.astype(object).where(table.notna(), None).iloc[0].to_dict()


def sentence(term, rest="", figure="341", what="displacements"):
    return f"<b> Mali:          {figure} {what} {term}, 19 August - 19 August </b> <br> {rest}"


def days(row):
    return str(row["period_start"].date()), str(row["period_end"].date())


def test_an_update_is_one_figure_of_idmc():
    row = row_of(standard_popup_text=sentence("(evacuated)"), source_url="https://example.org")
    assert (row["measure"], row["basis"], row["cause"]) == (
        "new_displacements",
        "flow",
        "disaster:flood",
    )
    assert (row["source"], row["source_type"], row["publisher"]) == ("IDMC", "monitor", "IDMC")
    assert (row["event"], row["source_key"], row["place"]) == ("77001", "900001", "MLI")
    assert (row["best"], row["url"]) == (341, "https://example.org")
    assert row["excerpt"] == "Mali: 341 displacements (evacuated), 19 August - 19 August"
    assert row["production"] == "provisional"


@pytest.mark.parametrize(
    ("qualifier", "range_", "quantifier"),
    [
        ("total", (None, 341, None), None),
        ("more than", (341, None, None), "more_than"),
        ("less than", (None, None, 341), "fewer_than"),
        ("More than or equal to", (341, None, None), "at_least"),
        ("less than or equal", (None, None, 341), "up_to"),
        ("approximately", (306, 341, 376), "approximately"),
    ],
)
def test_qualifier_and_figure_are_one_range(qualifier, range_, quantifier):
    row = row_of(qualifier=qualifier)
    assert (row["low"], row["best"], row["high"]) == range_
    assert row.get("quantifier") == quantifier


@pytest.mark.parametrize(
    ("term", "measure", "basis"),
    [
        ("(evacuated)", "new_displacements", "flow"),
        ("(destroyed housing)", "new_displacements", "flow"),
        ("", "new_displacements", "flow"),
        ("(in relief camp)", "sheltered", "stock"),
        ("(sheltered)", "sheltered", "stock"),
    ],
)
def test_people_counted_in_camps_on_a_day_are_a_stock(term, measure, basis):
    row = row_of(standard_popup_text=sentence(term))
    assert (row["measure"], row["basis"]) == (measure, basis)
    assert row["measure_stated"] == f"displacements {term}".strip()


def test_returns_are_no_displacements():
    row = row_of(standard_popup_text=sentence("(returns)", what="returns"))
    assert (row["measure"], row["basis"]) == ("returns", "flow")


def test_the_same_camp_on_another_day_is_another_quantity_and_not_added():
    told = sentence("(in relief camp)")
    later = {"id": 900002, "displacement_start_date": "2024-08-22"}
    later["displacement_end_date"] = "2024-08-22"
    table = table_of({"standard_popup_text": told}, {**later, "standard_popup_text": told})
    assert set(table["basis"]) == {"stock"}
    assert len(reconcile(table).table) == 2


@pytest.mark.parametrize(
    ("stamp", "day"),
    [
        ("2023-11-06T11:00:00.000Z", "2023-11-07"),
        ("2023-06-16T12:00:00.000Z", "2023-06-17"),
        ("2023-06-17T00:00:00.000Z", "2023-06-17"),
        ("2023-11-06T23:00:00.000Z", "2023-11-07"),
        # Midnight at the change to summer time, on 24 September 2023, and on the day after.
        ("2023-09-23T12:00:00.000Z", "2023-09-24"),
        ("2023-09-24T11:00:00.000Z", "2023-09-25"),
        # No midnight and no noon there: the day that is written.
        ("2023-11-06T12:00:00.000Z", "2023-11-06"),
        ("2023-11-06T09:30:00.000Z", "2023-11-06"),
        # Programs drop the zone.
        ("2023-11-06T11:00:00", "2023-11-07"),
        ("2023-06-16 12:00:00", "2023-06-17"),
        ("2023-11-06T23:00:00.000", "2023-11-07"),
        ("2023-06-17T00:00:00", "2023-06-17"),
        ("2023-11-06T09:30:00", "2023-11-06"),
        ("2023-11-06", "2023-11-06"),
    ],
)
def test_a_time_stamp_is_a_day_in_new_zealand(stamp, day):
    row = row_of(displacement_start_date=stamp, displacement_end_date=stamp)
    assert days(row) == (day, day)


def test_times_without_a_zone_are_days_in_new_zealand_in_a_frame_too():
    noon = pd.Timestamp("2023-11-06T11:00:00")
    frame = pd.DataFrame([{**UPDATE, "displacement_start_date": noon}])
    assert str(read(frame).loc[0, "period_start"].date()) == "2023-11-07"


def test_the_first_date_stands_in_for_one_that_is_missing():
    row = row_of(displacement_start_date="", displacement_end_date="2024-08-21")
    assert days(row) == ("2024-08-19", "2024-08-21")


@pytest.mark.parametrize(
    ("figure", "told", "derivation"),
    [
        (366, "A total of 80 households were displaced", "80 households × 4.575"),
        (14, "3 households lost their homes", "3 households × 4.667"),
        (5, "1 household was displaced", "1 household × 5"),
        (5026, "1,100 households fled", "1,100 households × 4.569"),
        (57, "57 people of 12 households were evacuated", None),
        (1057, "1,057 people of 12 households were evacuated", None),
        (57, "A total of 57 people were evacuated", None),
        (12, "12 households were displaced", None),
        (12, "0 households were displaced", None),
    ],
)
def test_households_that_were_converted_are_kept(figure, told, derivation):
    told = sentence("(destroyed housing)", told, f"{figure:,}")
    row = row_of(figure=figure, standard_popup_text=told)
    assert (row["best"], row.get("derivation"), row.get("unit")) == (figure, derivation, None)


def test_roles_are_idmcs_and_a_triangulation_has_no_vote():
    table = table_of(
        {"role": "Recommended figure"}, {"id": 2, "role": "Triangulation", "figure": 9}
    )
    assert table["role"].tolist() == ["recommended", "triangulation"]
    assert reconcile(table).table["best"].tolist() == [341]


def test_updates_of_one_event_and_day_are_withheld_and_other_events_are_no_rivals():
    table = table_of({}, {"id": 2, "figure": 9}, {"id": 3, "event_id": 77002})
    said = [verdict.split(":")[0] for verdict in reconcile(table).claims["verdict"]]
    assert said == ["withheld", "withheld", "supports"]


def test_the_name_of_an_event_stands_in_for_its_id():
    assert row_of(event_id="")["event"] == UPDATE["event_name"]


def test_conflict_has_no_hazard():
    assert row_of(displacement_type="Conflict", type="Conflict")["cause"] == "conflict"


def test_sources_that_idmc_read_stay_beside_the_figure():
    row = row_of(sources="Local authority; Radio")
    assert (row["sources"], row["source"]) == ("Local authority; Radio", "IDMC")
    assert "repeats" not in row


@pytest.mark.parametrize(
    ("accuracy", "precision"),
    [
        ("State/Region/Province (ADM1)", "admin1"),
        ("State/Region/Province (ADM1); State/Region/Province (ADM1)", "admin1"),
        ("State/Region/Province (ADM1); County/City/town/Village/Woreda (ADM3)", None),
        ('["State/Region/Province (ADM1)","Country/territory (ADM0)"]', None),
        ("Point", None),
    ],
)
def test_the_place_is_as_precise_as_all_its_locations_are(accuracy, precision):
    assert row_of(locations_accuracy=accuracy).get("place_precision") == precision


def test_what_cannot_be_read_is_kept():
    row = row_of(figure="some", displacement_start_date="soon")
    assert row["unread"].split("; ") == ["period_start=soon", "figure=some"]
    assert not validate(table_of({"figure": "34l"})).ok


def test_a_plain_sentence_is_the_excerpt_and_html_stays_beside_its_words():
    assert "description" not in read(SAMPLES / "events_hdx.csv")
    assert row_of(standard_popup_text="<b> Mali </b> <br> fled")["standard_popup_text"][0] == "<"


def test_the_workbooks_headers_are_the_same_columns():
    names = {name: "".join(map(str.title, name.split("_"))) for name in UPDATE}
    head, cells = ",".join(names.values()), ",".join(str(UPDATE[name]) for name in names)
    table = read(io.StringIO(f"{head}\n{cells}"))
    assert table.attrs["reading"]["format"] == "idmc_idu"
    assert table["best"].tolist() == [341]


def test_the_hdx_file_agrees_with_its_sentences():
    table = read(SAMPLES / "events_hdx.csv")
    told = table["excerpt"].str.extract(r", (\d\d \w+) - (\d\d \w+)\.")
    assert table["period_start"].dt.strftime("%d %B").tolist() == told[0].tolist()
    assert table["period_end"].dt.strftime("%d %B").tolist() == told[1].tolist()
    assert validate(table).findings.empty


def test_days_that_a_spreadsheet_wrote_are_read_where_the_column_tells_the_month():
    def stamps(day):
        return {f"displacement_{name}date": day for name in ("", "start_", "end_")}

    table = table_of(stamps("03/08/2024"), {"id": 2, **stamps("19/08/2024")})
    assert [str(day.date()) for day in table["period_start"]] == ["2024-08-03", "2024-08-19"]
    # Of a time the zone is lost, and with it the day.
    lost = table_of(stamps("03/08/2024 11:00"), {"id": 2, **stamps("19/08/2024 11:00")})
    assert lost["period_start"].isna().all()
    assert lost["unread"].notna().all()
