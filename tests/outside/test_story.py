"""The demonstration's story in a real index: complete, equal to the database, without a person."""

import json
import os
import subprocess
import threading
from pathlib import Path

import pytest

HERE = Path(__file__).parent
DATABASE = "run_outside"
KINDS = {"application", "step", "decision", "voucher", "redemption", "claim", "payment"}


class Server:
    """A clone of the story, and code that runs in it."""

    def __init__(self, cluster):
        self.environ = {**os.environ, **cluster.environ()}
        self.drop()
        template = os.environ["OUTSIDE_TEMPLATE"]
        subprocess.run(["createdb", "-T", template, DATABASE], check=True)

    def drop(self):
        subprocess.run(["dropdb", "--if-exists", "--force", DATABASE], check=True)

    def run(self, *steps, **options):
        """{step: answer} of the steps, all in one process of Odoo."""
        command = ["odoo", "shell", "-c", os.environ["OUTSIDE_CONF"], "-d", DATABASE, "--no-http"]
        done = subprocess.run(
            [*command, "--log-level=warn"],
            env={**self.environ, "OUTSIDE_STEPS": ",".join(steps), **options},
            input=f"import sys; sys.path.insert(0, {str(HERE)!r}); import steps; steps.main(env)",
            capture_output=True,
            text=True,
            timeout=1800,
            check=False,
        )
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        assert lines, done.stdout[-3000:] + done.stderr[-3000:]
        return json.loads(lines[-1])

    def run_beside(self, *jobs):
        """The answers of several processes at once, each with its steps and options."""
        answers = []

        def work(steps, options):
            answers.append(self.run(*steps, **options))

        threads = [threading.Thread(target=work, args=job) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(answers) == len(jobs)
        return {step: answer for found in answers for step, answer in found.items()}


@pytest.fixture(scope="module")
def server(cluster):
    found = Server(cluster)
    yield found
    found.drop()


# === First build === #


@pytest.fixture(scope="module")
def built(server):
    return server.run("build", "check")


def test_every_kind_of_document_is_there(built):
    assert {kind for kind, count in built["build"]["counts"].items() if count} >= KINDS
    assert built["build"]["letters"] == []


def test_no_value_of_the_index_is_of_a_person(built):
    assert built["build"]["secrets"] > 100
    assert built["build"]["leaks"] == []


def test_database_and_index_agree(built):
    assert built["check"]["days"]
    assert built["check"]["different"] == []


# === Trouble === #


@pytest.fixture(scope="module")
def trials(server, built):
    return server.run("poison", "conflict", "away", "latency", "check")


def test_a_document_that_may_not_leave_is_kept_and_the_others_are_sent(trials):
    found = trials["poison"]
    assert found["refused"] == [["step", "value of stage in step is no label"]]
    assert found["is_others_sent"]
    assert found["left"] == []
    assert found["is_sent_again"]


def test_a_mapping_of_somebody_else_is_noticed_until_a_rebuild(trials):
    found = trials["conflict"]
    assert len(found["refused"]) == found["records"] == found["hits"]
    for kind, reason in found["refused"]:
        assert (kind, reason.split(":")[0]) == ("voucher", "400 mapper_parsing_exception")
        assert "amount" in reason
    assert found["left"] == []


def test_an_hour_without_the_engine_costs_the_cases_nothing(trials):
    found = trials["away"]
    assert found["waiting"] == 60 * found["cases"]
    assert found["failures"]
    assert found["is_warned"]
    there, not_there = found["queries"]
    assert there == not_there


def test_an_hour_of_changes_is_sent_in_order_and_once(trials):
    found = trials["away"]
    assert found["is_in_order"]
    assert found["sent"] <= found["waiting"] / 10
    assert found["households"] == ["2-3"]


def test_a_change_is_seen_within_seconds_of_its_sending(trials, numbers):
    numbers("seconds from the sending of a change until a search sees it", trials["latency"])
    assert trials["latency"]["seen"] < 60


def test_a_decision_costs_one_more_query(server, built, numbers):
    found = server.run("cost")["cost"]
    numbers("a decision with the outbox, without it, and the difference", found)
    assert found["added"]["queries"] <= 1


def test_nothing_differs_after_the_trouble(trials):
    assert trials["check"]["different"] == []


def test_a_region_has_its_own_documents_and_no_others(server, built, trials, cluster):
    found = server.run("regions")["regions"]
    cases = found["cases"]
    assert found["before"] == {"": 0, "NORTH": cases, "SOUTH": 0}
    assert found["after"] == {"": 0, "NORTH": cases - 1, "SOUTH": 1}
    for kind in ("application", "step", "decision", "voucher", "redemption"):
        hits = cluster.client("north").search(f"g2p-{kind}", {"size": 1000})["hits"]["hits"]
        assert {hit["_source"]["region"] for hit in hits} == {"NORTH"}, kind
    assert server.run("check")["check"]["different"] == []


# === Several servers === #


def test_two_servers_that_send_the_same_cases_do_not_mix_versions(server, built):
    race = [(("race",), {"OUTSIDE_NUMBER": str(number)}) for number in range(2)]
    server.run_beside(*race)
    assert server.run("check")["check"]["different"] == []


# === Many documents === #


@pytest.fixture(scope="module")
def many(server, built, numbers):
    """Many decisions in the database and in the index."""
    found = server.run("speed", OUTSIDE_ROWS=os.environ.get("OUTSIDE_DECISIONS", "20000"))
    numbers("the drain and raw sending of the same documents", found["speed"])
    return found["speed"]


def test_the_drain_is_measured_against_the_engine(many):
    assert many["drain"]["seconds"] > 0
    assert many["raw"]["seconds"] > 0


def test_an_index_is_built_again_under_load(server, cluster, many):
    reader, seen, over = cluster.client("analyst"), [], threading.Event()

    def read():
        while not over.wait(0.1):
            answer = reader.search("g2p-decision", {"size": 0, "track_total_hits": True})
            seen.append(answer["hits"]["total"]["value"])

    thread = threading.Thread(target=read)
    thread.start()
    load = {"OUTSIDE_KIND": "decision", "OUTSIDE_ROWS": "20000"}
    found = server.run_beside((("rebuild",), {}), (("load",), load))
    over.set()
    thread.join()
    assert found["rebuild"]["is_new"]
    assert set(seen) == {found["rebuild"]["records"]}
    assert server.run("check")["check"]["different"] == []


def test_memory_does_not_grow_with_the_backlog(server, many, numbers):
    rows = os.environ.get("OUTSIDE_BACKLOG", "60000")
    found = server.run("load", OUTSIDE_KIND="decision", OUTSIDE_ROWS=rows)["load"]
    numbers("the drain of a backlog", found)
    assert found["left"] == 0
    assert found["grown_mb"] < 50
