"""Saved objects of OpenSearch Dashboards, checked without it.

Its importer accepts broken embedded JSON and unknown fields, and shows empty panels: this looks at
more than it does. `search_of` gives the search that a panel makes, for a real engine.
"""

import json
from itertools import pairwise

#: types, and the newest migrations that OpenSearch Dashboards 2.x knows
KNOWN = {"index-pattern": (7, 6, 0), "visualization": (7, 10, 0), "dashboard": (7, 9, 3)}
#: {aggregation: types of fields it takes}; None: any
AGGREGATIONS = {
    "count": None,
    "avg": {"number"},
    "sum": {"number"},
    "max": {"number", "date"},
    "cardinality": None,
    "terms": {"string", "number", "boolean"},
    "date_histogram": {"date"},
}
WIDTH = 48
INTERVALS = {"w": "week", "M": "month", "d": "day"}


def read(text):
    """({(type, id): object}, messages) of a file."""
    found, wrong = {}, []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            item = json.loads(line)
            key = item["type"], item["id"]
        except (ValueError, KeyError, TypeError) as err:
            wrong.append(f"line {number}: {type(err).__name__}")
            continue
        if key in found:
            wrong.append(f"{key}: twice")
        found[key] = item
    return found, wrong


def problems(text):
    """Messages on all objects of a file."""
    found, wrong = read(text)
    for (type_, ident), item in found.items():
        who = f"{type_}:{ident}"
        if type_ not in KNOWN:
            wrong.append(f"{who}: unknown type")
            continue
        wrong += [f"{who}: {text}" for text in _of_object(item, found)]
    return wrong


def _of_object(item, found):
    yield from _migrations(item)
    yield from _references(item, found)
    checks = {"visualization": _visualisation, "dashboard": _dashboard}
    if item["type"] in checks:
        yield from checks[item["type"]](item, found)


def _migrations(item):
    for type_, text in item.get("migrationVersion", {}).items():
        if tuple(map(int, text.split("."))) > KNOWN.get(type_, (0, 0, 0)):
            yield f"migration {text} is newer than Dashboards knows"


def _references(item, found):
    named = set()
    for reference in item.get("references", []):
        named.add(reference["name"])
        if (reference["type"], reference["id"]) not in found:
            yield f"{reference['type']}:{reference['id']} is not in the file"
    used, broken = _names(item)
    yield from broken
    yield from (f"{name} has no reference" for name in sorted(used - named))
    yield from (f"reference {name} is not used" for name in sorted(named - used))


def _names(item):
    """Names of references in the embedded JSON, and messages on what cannot be read."""
    used, broken, attributes = set(), [], item["attributes"]
    for text, read_names in (
        (attributes.get("kibanaSavedObjectMeta", {}).get("searchSourceJSON"), _source_names),
        (attributes.get("panelsJSON"), _panel_names),
    ):
        if text is None:
            continue
        try:
            used |= read_names(json.loads(text))
        except ValueError:
            broken.append("embedded JSON cannot be read")
    return used, broken


def _source_names(source):
    return {source["indexRefName"]} if "indexRefName" in source else set()


def _panel_names(panels):
    return {panel["panelRefName"] for panel in panels}


# === Panels === #


def fields_of(item, found):
    """{name: field} of the index pattern of a visualisation."""
    (reference,) = item["references"]
    index = found.get((reference["type"], reference["id"]))
    listed = json.loads(index["attributes"]["fields"]) if index else []
    return {field["name"]: field for field in listed}


def _visualisation(item, found):
    try:
        state = json.loads(item["attributes"]["visState"])
    except ValueError:
        yield "visState cannot be read"
        return
    fields, idents = fields_of(item, found), [agg["id"] for agg in state["aggs"]]
    if len(idents) != len(set(idents)):
        yield "ids of aggregations are not unique"
    for agg in state["aggs"]:
        yield from _aggregation(agg, fields)
    yield from _query(item, fields)


def _aggregation(agg, fields):
    name, type_ = agg.get("params", {}).get("field"), agg["type"]
    if type_ not in AGGREGATIONS:
        yield f"aggregation {type_} is unknown"
    elif name is None:
        if type_ != "count":
            yield f"{type_} has no field"
    elif name not in fields:
        yield f"field {name} is not in the index"
    elif AGGREGATIONS[type_] and fields[name]["type"] not in AGGREGATIONS[type_]:
        yield f"{type_} of {name}, which is a {fields[name]['type']}"


def query_terms(text):
    """[(field, value)] of a query in KQL, joined by "or".

    >>> query_terms("action: reject or verdict: reject")
    [('action', 'reject'), ('verdict', 'reject')]
    >>> query_terms("")
    []
    """
    parts = [part.partition(":") for part in text.split(" or ")] if text else []
    return [(name.strip(), value.strip()) for name, _colon, value in parts]


def _query(item, fields):
    source = json.loads(item["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])
    for name, value in query_terms(source["query"]["query"]):
        if name not in fields:
            yield f"the query's field {name} is not in the index"
        if not value:
            yield f"the query has no value for {name}"


def _dashboard(item, _found):
    taken = set()
    for panel in json.loads(item["attributes"]["panelsJSON"]):
        place = panel["gridData"]
        right, bottom = place["x"] + place["w"], place["y"] + place["h"]
        if right > WIDTH:
            yield f"panel {panel['panelIndex']} is wider than the page"
        cells = {(x, y) for x in range(place["x"], right) for y in range(place["y"], bottom)}
        if cells & taken:
            yield f"panel {panel['panelIndex']} lies over another"
        taken |= cells


# === Searches === #


def search_of(item):
    """The search that Dashboards makes for a visualisation, as a body for the engine."""
    state = json.loads(item["attributes"]["visState"])
    source = json.loads(item["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])
    values = {
        agg["id"]: {agg["type"]: {"field": agg["params"]["field"]}}
        for agg in state["aggs"]
        if agg["schema"] == "metric" and agg["type"] != "count"
    }
    levels = [(agg["id"], _bucket(agg)) for agg in state["aggs"] if agg["schema"] != "metric"]
    for (_outer, above), (ident, below) in pairwise(levels):
        above["aggs"] = {ident: below}
    if levels:
        levels[-1][1]["aggs"] = values
    should = [{"term": {name: value}} for name, value in query_terms(source["query"]["query"])]
    body = {"size": 0, "track_total_hits": True, "aggs": dict(levels[:1]) or values}
    if should:
        body["query"] = {"bool": {"should": should, "minimum_should_match": 1}}
    return body


def _bucket(agg):
    params = agg["params"]
    if agg["type"] == "terms":
        return {"terms": {"field": params["field"], "size": params["size"]}}
    interval = INTERVALS[params["interval"]]
    histogram = {"field": params["field"], "calendar_interval": interval, "min_doc_count": 1}
    return {"date_histogram": histogram}
