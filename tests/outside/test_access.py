"""The roles of deploy/opensearch/roles.yml, tried on the engine with its users."""

import pytest
import saved_objects
from samples import document, key
from tools import bulk, dashboards, documents
from tools.engine import EngineAway
from tools.targets import Target

READERS = ("analyst", "north", "equity")
#: kinds that a region may read, and those that it may not
OF_REGION = ("application", "step", "decision", "voucher", "redemption")
CLOSED = ("claim", "payment", "check")
COUNT = 200
HIDDEN = {"person", "subject", "case", "voucher", "day", "fold", "revision"}


@pytest.fixture(scope="module")
def filled(cluster):
    """Every kind behind its alias; two regions have indexes of their own."""
    writer, made = cluster.client("writer"), []
    for kind in documents.FIELDS:
        regions = ("north", "south") if kind in OF_REGION else ()
        target = Target(f"g2p-{kind}-access", regions)
        for index in target.indexes:
            writer.drop(index)
            writer.create(index, documents.index_body(kind, 0))
        numbers = range(COUNT)
        lines = [
            line for at in numbers for line in target.actions(key(kind, at), 1, document(kind, at))
        ]
        assert all(result.is_done for result in bulk.send(writer, lines))
        writer.refresh(target.path)
        writer.point(f"g2p-{kind}", target.indexes)
        made += target.indexes
    yield cluster
    for index in made:
        writer.drop(index)


def hits(client, path, body=None):
    """The documents that a search finds; none if it is refused."""
    try:
        return client.search(path, {**(body or {}), "size": COUNT})["hits"]["hits"]
    except EngineAway as err:
        assert str(err).startswith("403")
        return []


def status(client, method, path, body=None):
    """The status of a request; of a bulk, those of its lines."""
    raw = client._client.transport
    try:
        found = raw.perform_request(method, path, body=body)
    except client._py.exceptions.TransportError as err:
        return err.status_code
    if isinstance(found, dict) and found.get("errors"):
        return {line["status"] for item in found["items"] for line in item.values()}
    return 200


def writes(index):
    """(method, path, body) of every way to change something."""
    name = key("application", 1)
    line = f'{{"delete": {{"_index": "{index}", "_id": "{name}"}}}}\n'
    alias = {"actions": [{"add": {"index": index, "alias": "g2p-application-x"}}]}
    template = {"index_patterns": ["g2p-y-*"]}
    return [
        ("PUT", f"/{index}/_doc/{name}", {"state": "approved"}),
        ("POST", f"/{index}/_update/{name}", {"doc": {"state": "approved"}}),
        ("DELETE", f"/{index}/_doc/{name}", None),
        ("POST", "/_bulk", line),
        ("PUT", "/g2p-application-x", None),
        ("DELETE", f"/{index}", None),
        ("PUT", f"/{index}/_mapping", {"properties": {"name": {"type": "keyword"}}}),
        ("PUT", f"/{index}/_settings", {"index": {"refresh_interval": "1h"}}),
        ("POST", f"/{index}/_close", None),
        ("POST", "/_aliases", alias),
        ("PUT", "/_index_template/g2p-y", template),
        ("PUT", "/_cluster/settings", {"transient": {"cluster.max_shards_per_node": 900}}),
        ("PUT", "/_plugins/_security/api/internalusers/more", {"password": "Long-enough-1!"}),
    ]


@pytest.mark.parametrize("user", READERS)
def test_a_reader_writes_nothing(filled, user):
    client = filled.client(user)
    for method, path, body in writes("g2p-application-access"):
        found = status(client, method, path, body)
        assert found in (403, {403}), (method, path, found)


def test_the_writer_changes_no_settings_users_or_templates(filled):
    client = filled.client("writer")
    for method, path, body in writes("g2p-application-access")[6:]:
        if path != "/_aliases":
            assert status(client, method, path, body) == 403, (method, path)


@pytest.mark.parametrize("kind", OF_REGION)
def test_the_north_sees_no_south(filled, kind):
    client, name = filled.client("north"), f"g2p-{kind}"
    found = client.search(name, {"size": COUNT, "track_total_hits": True})["hits"]
    assert 0 < found["total"]["value"] < COUNT
    assert {hit["_source"]["region"] for hit in found["hits"]} == {"north"}
    shown = {field for hit in found["hits"] for field in hit["_source"]}
    assert not shown & HIDDEN
    assert not {field for field in shown if field.endswith("_at")}
    # neither by asking for it
    for path in (name, "g2p-*", "*", f"{name}-access", f"{name}-access_south", f"{name}-*_south"):
        assert hits(client, path, {"query": {"term": {"region": "south"}}}) == [], path
        assert hits(client, path, {"query": {"term": {"region": "east"}}}) == [], path


@pytest.mark.parametrize("kind", OF_REGION)
def test_no_aggregation_counts_the_south(filled, kind):
    client = filled.client("north")
    regions = {"all": {"terms": {"field": "region", "min_doc_count": 0, "size": 100}}}
    ways = (
        regions,
        {"every": {"global": {}, "aggs": regions}},
        {"every": {"filters": {"filters": {"one": {"match_all": {}}}}, "aggs": regions}},
        {"every": {"missing": {"field": "person"}, "aggs": regions}},
    )
    for aggs in ways:
        found = client.search(f"g2p-{kind}", {"size": 0, "aggs": aggs})["aggregations"]
        while "all" not in found:
            found = found["every"]
            found = found.get("buckets", {}).get("one", found)
        assert [bucket["key"] for bucket in found["all"]["buckets"]] == ["north"]


def test_no_documents_of_the_south_come_with_an_aggregation(filled):
    top = {"top": {"top_hits": {"size": 100}}}
    body = {"size": 0, "aggs": {"every": {"global": {}, "aggs": top}}}
    found = filled.client("north").search("g2p-application", body)["aggregations"]["every"]
    shown = [hit["_source"] for hit in found["top"]["hits"]["hits"]]
    assert {source["region"] for source in shown} == {"north"}
    assert not HIDDEN & {name for source in shown for name in source}


def test_the_north_cannot_go_around_its_rules(filled):
    client, name = filled.client("north"), key("application", 1)
    by_key = {"size": 0, "query": {"range": {"revision": {"gte": 0}}}}
    assert client.search("g2p-application", by_key)["hits"]["total"]["value"] == 0
    lookup = {"index": "g2p-application-access_south", "id": name, "path": "region"}
    assert hits(client, "g2p-application", {"query": {"terms": {"region": lookup}}}) == []
    for method, path, body in (
        ("GET", f"/g2p-application-access/_doc/{name}", None),
        ("POST", "/_mget", {"docs": [{"_index": "g2p-application-access", "_id": name}]}),
        ("GET", f"/g2p-application-access/_termvectors/{name}", None),
        ("GET", "/_cat/indices", None),
        ("POST", "/_reindex", {"source": {"index": "g2p-claim"}, "dest": {"index": "g2p-x"}}),
    ):
        assert status(client, method, path, body) != 200, path


def test_no_key_of_a_person_is_in_a_global_aggregation(filled):
    fields = ("person", "day", "applied_at", "revision", "region")
    counts = {name: {"value_count": {"field": name}} for name in fields}
    body = {"size": 0, "aggs": {"every": {"global": {}, "aggs": counts}}}
    found = filled.client("north").search("g2p-application", body)["aggregations"]["every"]
    assert {name for name in fields if found[name]["value"]} == {"region"}


@pytest.mark.parametrize("kind", CLOSED)
def test_a_region_reads_no_claims(filled, kind):
    assert hits(filled.client("analyst"), f"g2p-{kind}")
    for path in (f"g2p-{kind}", f"g2p-{kind}-access", f"g2p-{kind}-*"):
        assert hits(filled.client("north"), path) == []


@pytest.mark.parametrize("kind", [kind for kind in documents.FIELDS if kind != "equity"])
def test_the_report_on_equity_is_all_that_others_read(filled, kind):
    client = filled.client("equity")
    assert hits(filled.client("analyst"), f"g2p-{kind}")
    for path in (f"g2p-{kind}", f"g2p-{kind}-access", f"g2p-{kind}-*"):
        assert hits(client, path) == []
    for path in ("g2p-equity", "g2p-*", "*"):
        assert {hit["_index"] for hit in hits(client, path)} == {"g2p-equity-access"}


OBJECTS, _WRONG = saved_objects.read(dashboards.FILE.read_text(encoding="utf-8"))
PANELS = {ident: item for (type_, ident), item in OBJECTS.items() if type_ == "visualization"}


@pytest.mark.parametrize("ident", PANELS)
def test_a_panel_shows_a_region_its_own_or_is_refused(filled, ident):
    (reference,) = PANELS[ident]["references"]
    kind = reference["id"].removeprefix("g2p-")
    found = hits(filled.client("north"), reference["id"], saved_objects.search_of(PANELS[ident]))
    assert bool(found) == (kind in OF_REGION or kind == "equity")
