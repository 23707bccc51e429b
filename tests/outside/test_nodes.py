"""Three nodes, one of which is killed in the middle of a load."""

import time

import opensearch
import pytest
from cluster import Cluster
from samples import document, key
from tools import bulk, documents
from tools.engine import Action, EngineAway

COUNT = 60_000
BATCH = 1000
PATIENCE = 900  # seconds


@pytest.fixture
def nodes(monkeypatch):
    # beside the single node of the other tests
    monkeypatch.setattr(opensearch, "PORT", opensearch.PORT + 10)
    found = Cluster(3)
    yield found
    found.stop()


def test_nothing_is_lost_when_a_node_is_killed(nodes):
    writer, index = nodes.client("writer"), "g2p-voucher-killed"
    body = documents.index_body("voucher", 1)
    body["settings"]["index"]["number_of_shards"] = 3
    writer.create(index, body)
    manager = opensearch.ask(nodes.home, "/_cat/cluster_manager?format=json")[0]["node"]
    left, end = list(range(COUNT)), time.monotonic() + PATIENCE
    while left:
        assert time.monotonic() < end
        batch = left[:BATCH]
        if len(left) == COUNT - 20 * BATCH:
            opensearch.stop(nodes.home, manager[1:], kill=True)
        if not sent(writer, index, batch):
            continue  # as the outbox does: the same batch again
        left = left[BATCH:]
    writer.refresh(index)
    found = writer.search(index, {"size": 0, "track_total_hits": True})
    assert found["hits"]["total"]["value"] == COUNT


def sent(writer, index, numbers):
    """Whether all of them were accepted."""
    lines = [Action(index, key("voucher", at), 1, document("voucher", at)) for at in numbers]
    try:
        return all(result.is_done for result in bulk.send(writer, lines))
    except EngineAway:
        return False
