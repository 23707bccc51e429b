"""The roles of deploy/opensearch/roles.yml, tried on the engine with its users."""

import pytest
from samples import document, key
from tools import bulk, documents
from tools.engine import Action, EngineAway

READERS = ("analyst", "north", "equity")
#: kinds that a region may read, and those that it may not
OF_REGION = ("application", "step", "decision", "voucher", "redemption")
CLOSED = ("claim", "payment", "check")
COUNT = 200
HIDDEN = {"person", "subject", "case", "voucher", "day", "fold", "revision"}


@pytest.fixture(scope="module")
def filled(cluster):
    """Every kind behind its alias."""
    writer, made = cluster.client("writer"), []
    for kind in documents.FIELDS:
        index = f"g2p-{kind}-access"
        writer.drop(index)
        writer.create(index, documents.index_body(kind, 0))
        lines = [Action(index, key(kind, at), 1, document(kind, at)) for at in range(COUNT)]
        assert all(result.is_done for result in bulk.send(writer, lines))
        writer.refresh(index)
        writer.point(f"g2p-{kind}", index)
        made.append(index)
    yield cluster
    for index in made:
        writer.drop(index)


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
    asked = {
        "query": {"term": {"region": "south"}},
        "aggs": {"all": {"terms": {"field": "region"}}},
    }
    answer = client.search(name, asked)
    assert answer["hits"]["total"]["value"] == 0
    everything = client.search(name, {"size": 0, "aggs": asked["aggs"]})
    assert [one["key"] for one in everything["aggregations"]["all"]["buckets"]] == ["north"]


def test_the_north_cannot_go_around_its_rules(filled):
    client, name = filled.client("north"), key("application", 1)
    by_key = {"size": 0, "query": {"range": {"revision": {"gte": 0}}}}
    assert client.search("g2p-application", by_key)["hits"]["total"]["value"] == 0
    for method, path, body in (
        ("GET", f"/g2p-application-access/_doc/{name}", None),
        ("POST", "/_mget", {"docs": [{"_index": "g2p-application-access", "_id": name}]}),
        ("GET", f"/g2p-application-access/_termvectors/{name}", None),
        ("GET", "/_cat/indices", None),
        ("POST", "/_reindex", {"source": {"index": "g2p-claim"}, "dest": {"index": "g2p-x"}}),
    ):
        assert status(client, method, path, body) != 200, path


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="2.19.4 leaves its rules for rows out of a global aggregation: docs/analytics.md",
)
def test_the_north_counts_no_south_in_a_global_aggregation(filled):
    regions = {"all": {"terms": {"field": "region"}}}
    body = {"size": 0, "aggs": {"every": {"global": {}, "aggs": regions}}}
    try:
        found = filled.client("north").search("g2p-application", body)["aggregations"]["every"]
    except EngineAway:
        return  # a later version refuses it
    assert [bucket["key"] for bucket in found["all"]["buckets"]] == ["north"]


def test_no_key_of_a_person_is_in_a_global_aggregation(filled):
    fields = ("person", "day", "applied_at", "revision", "region")
    counts = {name: {"value_count": {"field": name}} for name in fields}
    body = {"size": 0, "aggs": {"every": {"global": {}, "aggs": counts}}}
    found = filled.client("north").search("g2p-application", body)["aggregations"]["every"]
    assert {name for name in fields if found[name]["value"]} == {"region"}


@pytest.mark.parametrize("kind", CLOSED)
def test_a_region_reads_no_claims(filled, kind):
    assert status(filled.client("north"), "POST", f"/g2p-{kind}/_search", {}) == 403


@pytest.mark.parametrize("kind", [kind for kind in documents.FIELDS if kind != "equity"])
def test_the_report_on_equity_is_all_that_others_read(filled, kind):
    client = filled.client("equity")
    assert status(client, "POST", f"/g2p-{kind}/_search", {}) == 403
    assert status(client, "POST", "/g2p-equity/_search", {}) == 200
    # a pattern over all of them is refused, or finds the report alone
    try:
        found = client.search("g2p-*", {"size": 1000})["hits"]["hits"]
    except EngineAway as err:
        assert str(err).startswith("403")
    else:
        assert {hit["_index"] for hit in found} == {"g2p-equity-access"}
