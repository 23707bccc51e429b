"""The saved objects are those of their description, and show something."""

import json
from pathlib import Path

import dashboards
import pytest
import saved_objects

ROOT = Path(__file__).resolve().parents[2]
TEXT = dashboards.FILE.read_text(encoding="utf-8")
FOUND, _WRONG = saved_objects.read(TEXT)
TITLES = {"Demand and decisions", "Time", "Money", "Integrity", "Providers", "Equity"}
LISTED = dashboards.documents()
#: fields that analysts of a region may not see (deploy/opensearch/roles.yml)
EXACT = {"person", "day", "fold", "revision"}


def panels_of(title):
    """The visualisations of a dashboard."""
    (board,) = [
        item
        for (type_, _ident), item in FOUND.items()
        if type_ == "dashboard" and item["attributes"]["title"] == title
    ]
    return [FOUND[reference["type"], reference["id"]] for reference in board["references"]]


def used_fields(item):
    """Fields that a visualisation reads."""
    state = json.loads(item["attributes"]["visState"])
    return {agg["params"]["field"] for agg in state["aggs"] if "field" in agg["params"]}


def test_the_file_is_the_description():
    assert dashboards.main(["--check"]) == 0, "run scripts/dashboards.py"


def test_nothing_would_be_refused_or_empty():
    assert saved_objects.problems(TEXT) == []


def test_each_subject_has_its_dashboard():
    boards = {
        item["attributes"]["title"] for (type_, _i), item in FOUND.items() if type_ == "dashboard"
    }
    assert boards == TITLES


def test_each_kind_of_document_has_an_index_pattern_with_all_its_fields():
    for kind in LISTED.FIELDS:
        fields = json.loads(FOUND["index-pattern", f"g2p-{kind}"]["attributes"]["fields"])
        assert {field["name"] for field in fields} == set(LISTED.fields_of(kind))


@pytest.mark.parametrize("title", sorted(TITLES - {"Equity"}))
def test_a_dashboard_shows_whether_the_index_agrees(title):
    assert "g2p-current" in [item["id"] for item in panels_of(title)]


def test_the_report_on_equity_reads_only_what_has_no_small_cells():
    kinds = {reference["id"] for item in panels_of("Equity") for reference in item["references"]}
    assert kinds == {"g2p-equity"}


@pytest.mark.parametrize("title", sorted(TITLES - {"Integrity", "Equity"}))
def test_analysts_of_a_region_see_the_same_panels(title):
    hidden = {
        (item["attributes"]["title"], name)
        for item in panels_of(title)
        for name in used_fields(item)
        if name in EXACT or name.endswith("_at")
    }
    # persons are counted, and comparisons are dated, for the whole country only
    assert hidden <= {("Persons", "person"), ("Compared with the database", "checked_at")}


def test_a_search_of_a_panel_is_nested():
    item = FOUND["visualization", "g2p-demand-4"]
    body = saved_objects.search_of(item)
    (outer,) = body["aggs"].values()
    assert outer["date_histogram"]["calendar_interval"] == "week"
    (inner,) = outer["aggs"].values()
    assert inner["terms"]["field"] == "state"


# === Planted === #


def planted(**changes):
    """The file with one changed visualisation."""
    lines = []
    for line in TEXT.splitlines():
        item = json.loads(line)
        if item["id"] == "g2p-demand-1":
            item["attributes"] |= changes
        lines.append(json.dumps(item))
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"visState": "{"}, "visState cannot be read"),
        (
            {"visState": json.dumps({"aggs": [dashboards.bucket(1, "name", "segment")]})},
            "field name is not in the index",
        ),
        (
            {"visState": json.dumps({"aggs": [dashboards.metric(1, "sum state")]})},
            "sum of state, which is a string",
        ),
    ],
)
def test_an_empty_panel_is_found(changes, message):
    found = saved_objects.problems(planted(**changes))
    assert found == [f"visualization:g2p-demand-1: {message}"]


def test_a_missing_reference_and_a_newer_migration_are_found():
    lines = [json.loads(line) for line in TEXT.splitlines()]
    kept = [item for item in lines if item["id"] != "g2p-check"]
    kept[0]["migrationVersion"] = {"index-pattern": "8.0.0"}
    found = saved_objects.problems("\n".join(map(json.dumps, kept)))
    assert "visualization:g2p-current: index-pattern:g2p-check is not in the file" in found
    assert any("newer than Dashboards knows" in text for text in found)


def test_panels_over_each_other_are_found():
    item = json.loads(TEXT.splitlines()[-1])
    panels = json.loads(item["attributes"]["panelsJSON"])
    panels[1]["gridData"] = {**panels[0]["gridData"], "w": 60}
    item["attributes"]["panelsJSON"] = json.dumps(panels)
    found = list(saved_objects._dashboard(item, {}))
    assert found == ["panel 2 is wider than the page", "panel 2 lies over another"]
