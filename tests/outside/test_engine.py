"""The addon's client against a real engine: versions, refusals, aliases, users, dashboards."""

import threading
import time
from datetime import datetime, timezone

import dashboards
import opensearch
import pytest
import saved_objects
from samples import document, key
from tools import bulk, documents
from tools.engine import Action, BatchRefused, EngineAway

MANY = 100_000


def actions(index, kind, numbers, version=1):
    for number in numbers:
        found = document(kind, number, version)
        yield Action(index, key(kind, number), version, found)


def fill(engine, index, kind, numbers, version=1):
    """{status: number} of the answers."""
    statuses = {}
    for result in bulk.send(engine, actions(index, kind, numbers, version)):
        statuses[result.status] = statuses.get(result.status, 0) + 1
    engine.refresh(index)
    return statuses


def total(engine, index):
    found = engine.search(index, {"size": 0, "track_total_hits": True})
    return found["hits"]["total"]["value"]


def batches(index, kind, count, size=2000):
    for first in range(0, count, size):
        yield list(actions(index, kind, range(first, min(first + size, count))))


# === Documents === #


def test_many_documents_are_written_once_and_for_all(writer, new_index, numbers):
    index = new_index("application", "many")
    began = time.monotonic()
    results = [one for part in batches(index, "application", MANY) for one in writer.bulk(part)]
    seconds = round(time.monotonic() - began, 1)
    numbers("documents of the client alone", {"documents": MANY, "seconds": seconds})
    assert {result.status for result in results} == {201}
    writer.refresh(index)
    assert total(writer, index) == MANY


def test_of_two_versions_the_newer_one_wins(writer, new_index):
    index = new_index("voucher", "versions")
    assert fill(writer, index, "voucher", range(100), version=5) == {201: 100}
    assert fill(writer, index, "voucher", range(100), version=5) == {200: 100}
    assert fill(writer, index, "voucher", range(100), version=4) == {409: 100}
    assert fill(writer, index, "voucher", range(100), version=6) == {200: 100}


def test_a_late_write_does_not_bring_a_removed_document_back(writer, new_index):
    index = new_index("voucher", "removed")
    fill(writer, index, "voucher", [1], version=5)
    name = key("voucher", 1)
    assert [one.status for one in writer.bulk([Action(index, name, 6)])] == [200]
    assert fill(writer, index, "voucher", [1], version=5) == {409: 1}
    assert [one.is_done for one in writer.bulk([Action(index, "f" * 32, 6)])] == [True]
    assert total(writer, index) == 0


def test_a_field_that_is_not_listed_is_refused_by_the_engine_too(writer, new_index):
    index = new_index("claim", "strict")
    leak = {**document("claim", 1), "name": "Ada Nyambura"}
    (result,) = writer.bulk([Action(index, key("claim", 1), 1, leak)])
    assert result.status == 400
    assert not result.is_done
    assert "Nyambura" not in result.reason


def test_a_value_of_another_type_is_refused_and_not_quoted(writer, new_index):
    index = new_index("claim", "types")
    odd = {**document("claim", 1), "paid_on": "Ada Nyambura"}
    good = document("claim", 2)
    found = list(
        writer.bulk(
            [Action(index, key("claim", 1), 1, odd), Action(index, key("claim", 2), 1, good)]
        )
    )
    assert [one.status for one in found] == [400, 201]
    assert "Nyambura" not in found[0].reason
    assert "paid_on" in found[0].reason


def test_a_batch_that_is_refused_as_a_whole_is_halved(writer, new_index):
    index = new_index("claim", "halved")
    # the engine refuses the request because of one id
    poison = Action(index, "x" * 600, 1, document("claim", 0))
    batch = [*actions(index, "claim", range(1, 8)), poison]
    with pytest.raises(BatchRefused):
        list(writer.bulk(batch))
    found = {one.key: one.is_done for one in bulk.send(writer, batch)}
    assert not found.pop(poison.key)
    assert len(found) == 7
    assert all(found.values())


def test_a_missing_index_is_no_lost_document(writer):
    with pytest.raises(EngineAway):
        list(writer.bulk([Action("g2p-claim-nowhere", "a" * 32, 1, document("claim", 1))]))


def test_an_index_that_a_lost_answer_made_is_kept(writer, new_index, monkeypatch):
    index = new_index("claim", "twice")
    fill(writer, index, "claim", range(3))
    # the client sends a request again that took too long
    monkeypatch.setattr(writer._client.indices, "exists", lambda index: False)
    writer.create(index, documents.index_body("claim", 0))
    assert total(writer, index) == 3
    with pytest.raises(EngineAway):
        writer.create("g2p-claim-WRONG", documents.index_body("claim", 0))


# === Aliases === #


def test_an_alias_is_switched_while_it_is_read(cluster, writer, new_index):
    old, new = new_index("payment", "old"), new_index("payment", "new")
    for index in (old, new):
        fill(writer, index, "payment", range(500))
    writer.point("g2p-payment", [old])
    reader, seen, over = cluster.client("analyst"), set(), threading.Event()

    def read():
        while not over.is_set():
            seen.add(total(reader, "g2p-payment"))

    thread = threading.Thread(target=read)
    thread.start()
    for index in [new, old] * 10:
        writer.point("g2p-payment", [index])
    over.set()
    thread.join()
    assert seen == {500}
    assert {old, new} <= set(writer.names("g2p-payment-*"))


# === Users === #


def refused(call):
    with pytest.raises(EngineAway) as caught:
        call()
    return str(caught.value)


def test_each_user_does_one_thing(cluster, writer, new_index):
    index = new_index("application", "access")
    fill(writer, index, "application", range(50))
    setup, analyst = cluster.client("setup"), cluster.client("analyst")
    template = {"index_patterns": ["g2p-x-*"], "template": documents.index_body("claim", 0)}
    setup.put_template("g2p-x", template)
    line = next(actions(index, "application", [1], 9))
    for call in (
        lambda: writer.put_template("g2p-x", template),
        lambda: setup.search(index, {}),
        lambda: analyst.drop(index),
        lambda: writer.search(".opendistro_security", {}),
    ):
        assert refused(call).startswith("403")
    try:
        (result,) = analyst.bulk([line])
    except EngineAway as err:
        assert str(err).startswith("403")
    else:
        assert result.status == 403


def test_who_may_not_read_cases_sees_the_report_on_equity(cluster, writer, new_index):
    cases, cells = new_index("application", "closed"), new_index("equity", "open")
    fill(writer, cases, "application", range(5))
    fill(writer, cells, "equity", range(5))
    reader = cluster.client("equity")
    assert total(reader, cells) == 5
    assert refused(lambda: reader.search(cases, {})).startswith("403")
    assert refused(lambda: reader.drop(cases)).startswith("403")


def test_a_wrong_password_and_an_unknown_authority_are_refused(cluster, tmp_path):
    assert refused(cluster.client("writer", password="wrong").version).startswith("401")
    opensearch.certificates(tmp_path / "tls")
    other = cluster.client("writer", ca=str(tmp_path / "tls" / "ca.pem"))
    assert "no connection" in refused(other.version)


# === Dashboards === #


@pytest.fixture(scope="module")
def filled(cluster):
    """All kinds behind their aliases."""
    writer, made = cluster.client("writer"), []
    for kind in documents.FIELDS:
        index = f"g2p-{kind}-boards"
        writer.drop(index)
        writer.create(index, documents.index_body(kind, 0))
        fill(writer, index, kind, range(2000))
        writer.point(f"g2p-{kind}", [index])
        made.append(index)
    yield cluster
    for index in made:
        writer.drop(index)


OBJECTS, _WRONG = saved_objects.read(dashboards.FILE.read_text(encoding="utf-8"))
PANELS = {ident: item for (type_, ident), item in OBJECTS.items() if type_ == "visualization"}


@pytest.mark.parametrize("ident", PANELS)
def test_a_panel_shows_something_to_its_reader(filled, ident):
    item = PANELS[ident]
    (reference,) = item["references"]
    user = "equity" if reference["id"] == "g2p-equity" else "analyst"
    found = filled.client(user).search(reference["id"], saved_objects.search_of(item))
    assert found["hits"]["total"]["value"]
    for answer in found.get("aggregations", {}).values():
        assert answer.get("buckets") or answer.get("value") is not None


def test_the_clock_of_the_server_plays_no_part(writer, new_index):
    """A version is no time: a document from a server whose clock is behind still wins."""
    index = new_index("check", "clock")
    late = {**document("check", 1), "checked_at": "2026-01-01T00:00:00Z"}
    early = {**late, "checked_at": f"{datetime.now(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"}
    name = key("check", 1)
    list(writer.bulk([Action(index, name, 7, early)]))
    list(writer.bulk([Action(index, name, 8, late)]))
    writer.refresh(index)
    (hit,) = writer.search(index, {})["hits"]["hits"]
    assert hit["_source"]["checked_at"] == "2026-01-01T00:00:00Z"
