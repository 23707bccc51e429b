#!/usr/bin/env python3
"""Writes the saved objects of OpenSearch Dashboards from their description.

dashboards.py            write g2p_opensearch/dashboards/assistance.ndjson
dashboards.py --check    fail if the file differs

The ids follow from the description, so an import replaces what an earlier one made.
"""

import importlib.util
import json
import sys
from pathlib import Path

import tomllib

ROOT = Path(__file__).resolve().parents[1]
ADDON = ROOT / "g2p_opensearch"
DESCRIPTION = ADDON / "dashboards" / "dashboards.toml"
FILE = ADDON / "dashboards" / "assistance.ndjson"
COLUMNS = 48
#: the newest migrations that OpenSearch Dashboards 2.x knows
MIGRATIONS = {"index-pattern": "7.6.0", "visualization": "7.10.0", "dashboard": "7.9.3"}
#: type of a field in the index: (type in Dashboards, type in the engine)
KINDS = {
    "keyword": "string",
    "integer": "number",
    "long": "number",
    "float": "number",
    "boolean": "boolean",
    "date": "date",
}
SOURCE = "kibanaSavedObjectMeta.searchSourceJSON.index"
INTERVALS = {"week": "w", "month": "M"}


def documents():
    """The addon's list of fields, which needs no Odoo."""
    path = ADDON / "tools" / "documents.py"
    spec = importlib.util.spec_from_file_location("documents", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def saved(type_, ident, attributes, references=()):
    """A saved object."""
    return {
        "type": type_,
        "id": ident,
        "attributes": attributes,
        "references": list(references),
        "migrationVersion": {type_: MIGRATIONS[type_]},
    }


def compact(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


# === Index patterns === #


def pattern(kind, time_field, listed):
    fields = [
        {
            "name": name,
            "type": KINDS[listed.TYPES[type_]["type"]],
            "esTypes": [listed.TYPES[type_]["type"]],
            "count": 0,
            "scripted": False,
            "searchable": True,
            "aggregatable": True,
            "readFromDocValues": True,
        }
        for name, type_ in sorted(listed.fields_of(kind).items())
    ]
    attributes = {"title": f"g2p-{kind}", "fields": compact(fields)}
    if time_field:
        attributes["timeFieldName"] = time_field
    return saved("index-pattern", f"g2p-{kind}", attributes)


# === Visualisations === #


def metric(number, text):
    """An aggregation of a value: "count", or "sum amount"."""
    name, _blank, field = text.partition(" ")
    params = {"field": field} if field else {}
    return {
        "id": str(number),
        "enabled": True,
        "type": name,
        "schema": "metric",
        "params": params,
    }


def bucket(number, text, schema):
    """An aggregation by a field: "state", or "applied_week per month"."""
    field, _per, interval = text.partition(" per ")
    if interval:
        params = {
            "field": field,
            "interval": INTERVALS[interval],
            "useNormalizedOpenSearchInterval": True,
            "drop_partials": False,
            "min_doc_count": 1,
            "extended_bounds": {},
        }
        type_ = "date_histogram"
    else:
        params = {
            "field": field,
            "size": 50,
            "order": "desc",
            "orderBy": "1",
            "otherBucket": False,
            "missingBucket": False,
        }
        type_ = "terms"
    return {"id": str(number), "enabled": True, "type": type_, "schema": schema, "params": params}


def schemas(shape, count):
    """The places of the fields in a chart."""
    if shape == "bars":
        return ["segment", *["group"] * (count - 1)]
    return [{"pie": "segment", "table": "bucket"}.get(shape, "group")] * count


def aggregations(panel):
    values = [panel["value"], *([panel["more"]] if "more" in panel else [])]
    found = [metric(at, text) for at, text in enumerate(values, 1)]
    fields = panel.get("by", [])
    for at, (text, schema) in enumerate(
        zip(fields, schemas(panel["shape"], len(fields)), strict=True), len(found) + 1
    ):
        found.append(bucket(at, text, schema))
    return found


def axes(values):
    """The axes and series of a bar chart."""
    return {
        "categoryAxes": [
            {
                "id": "CategoryAxis-1",
                "type": "category",
                "position": "bottom",
                "show": True,
                "labels": {"show": True, "filter": True, "truncate": 100},
                "scale": {"type": "linear"},
                "style": {},
                "title": {},
            }
        ],
        "valueAxes": [
            {
                "id": "ValueAxis-1",
                "name": "LeftAxis-1",
                "type": "value",
                "position": "left",
                "show": True,
                "labels": {"show": True, "rotate": 0, "filter": False, "truncate": 100},
                "scale": {"type": "linear", "mode": "normal"},
                "style": {},
                "title": {"text": values[0]},
            }
        ],
        "seriesParams": [
            {
                "data": {"id": str(at), "label": text},
                "mode": "stacked",
                "show": True,
                "type": "histogram",
                "valueAxis": "ValueAxis-1",
                "drawLinesBetweenPoints": True,
                "showCircles": True,
            }
            for at, text in enumerate(values, 1)
        ],
        "grid": {"categoryLines": False},
        "times": [],
        "addTimeMarker": False,
        "thresholdLine": {"show": False, "value": 10, "width": 1, "style": "full"},
        "labels": {"show": False},
    }


def state(panel):
    """The type and parameters of a chart."""
    shape = panel["shape"]
    shared = {"addTooltip": True, "addLegend": True, "legendPosition": "right"}
    values = [panel["value"], *([panel["more"]] if "more" in panel else [])]
    types = {
        "number": ("metric", {"addTooltip": True, "addLegend": False, "type": "metric"}),
        "pie": ("pie", {**shared, "type": "pie", "isDonut": True}),
        "bars": ("histogram", {**shared, "type": "histogram", **axes(values)}),
        "table": ("table", {"perPage": 10, "showPartialRows": False, "showTotal": False}),
    }
    type_, params = types[shape]
    if shape == "number":
        params["metric"] = {
            "colorSchema": "Green to Red",
            "colorsRange": [{"from": 0, "to": 10000}],
            "invertColors": False,
            "labels": {"show": True},
            "metricColorMode": "None",
            "percentageMode": False,
            "style": {"fontSize": 40},
            "useRanges": False,
        }
    return {"title": panel["title"], "type": type_, "params": params, "aggs": aggregations(panel)}


def visualisation(ident, panel):
    source = {
        "query": {"query": panel.get("only", ""), "language": "kuery"},
        "filter": [],
        "indexRefName": SOURCE,
    }
    attributes = {
        "title": panel["title"],
        "description": "",
        "version": 1,
        "visState": compact(state(panel)),
        "uiStateJSON": "{}",
        "kibanaSavedObjectMeta": {"searchSourceJSON": compact(source)},
    }
    index = {"name": SOURCE, "type": "index-pattern", "id": f"g2p-{panel['kind']}"}
    return saved("visualization", ident, attributes, [index])


# === Dashboards === #


def places(panels):
    """The places of the panels in rows of 48 columns."""
    left = top = height = 0
    for panel in panels:
        if left + panel["w"] > COLUMNS:
            left, top, height = 0, top + height, 0
        yield {"x": left, "y": top, "w": panel["w"], "h": panel["h"]}
        left += panel["w"]
        height = max(height, panel["h"])


def dashboard(described, idents, panels):
    shown, references = [], []
    for at, (ident, place) in enumerate(zip(idents, places(panels), strict=True)):
        shown.append(
            {
                "version": "2.19.0",
                "panelIndex": str(at + 1),
                "gridData": {**place, "i": str(at + 1)},
                "embeddableConfig": {},
                "panelRefName": f"panel_{at}",
            }
        )
        references.append({"name": f"panel_{at}", "type": "visualization", "id": ident})
    attributes = {
        "title": described["title"],
        "description": described["text"],
        "version": 1,
        "hits": 0,
        "panelsJSON": compact(shown),
        "optionsJSON": compact({"hidePanelTitles": False, "useMargins": True}),
        "timeRestore": True,
        "timeFrom": "now-1y",
        "timeTo": "now",
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": compact({"query": {"query": "", "language": "kuery"}, "filter": []})
        },
    }
    return saved("dashboard", f"g2p-{described['id']}", attributes, references)


def objects(described, listed):
    """All saved objects of the description."""
    for kind, time_field in described["patterns"].items():
        yield pattern(kind, time_field, listed)
    yield visualisation("g2p-current", described["current"])
    for board in described["dashboard"]:
        idents = [f"g2p-{board['id']}-{at}" for at in range(1, len(board["panels"]) + 1)]
        panels = list(board["panels"])
        for ident, panel in zip(idents, panels, strict=True):
            yield visualisation(ident, panel)
        if board.get("current", True):
            idents.append("g2p-current")
            panels.append(described["current"])
        yield dashboard(board, idents, panels)


def text():
    """The content of the file."""
    described = tomllib.loads(DESCRIPTION.read_text(encoding="utf-8"))
    return "".join(f"{compact(item)}\n" for item in objects(described, documents()))


def main(arguments):
    made = text()
    if "--check" in arguments:
        return 0 if FILE.read_text(encoding="utf-8") == made else 1
    FILE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
