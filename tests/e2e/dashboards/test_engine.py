"""The files of the dashboards in the engine of Odoo's spreadsheets, run by Node.js alone."""

import importlib.util
import json
import re
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
FILES = sorted((HERE.parents[2] / "g2p_assistance_dashboard" / "data" / "files").glob("*.json"))
MOMENT = r"Figures of \d{4}-\d\d-\d\d \d\d:\d\d \(your time\)"


def computed(value):
    """{file: cells and figures}, where each figure of a report has this value; '' for no rows."""
    places = importlib.util.find_spec("odoo").submodule_search_locations
    (addons,) = {
        path for place in places if (path := Path(place) / "addons" / "spreadsheet").is_dir()
    }
    command = ["node", HERE / "engine.mjs", addons.parent, value, *FILES]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize(("value", "shown"), [("", 0), ("7.25", 7.3), ("200000", 200_000)])
def test_every_cell_is_computed(value, shown):
    found = computed(value)
    assert set(found) == {path.name for path in FILES}
    for parts in found.values():
        cells = {**parts["shown"]["cells"], **parts["data"]["cells"]}
        assert [text for text in cells.values() if str(text).startswith("#")] == []
        assert set(parts["data"]["cells"].values()) <= {shown}


def test_the_first_line_is_the_moment():
    for parts in computed("1").values():
        assert re.fullmatch(MOMENT, parts["shown"]["cells"]["A1"])
