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

    def run(self, step, **options):
        """The answer of a step of drain.py."""
        command = ["odoo", "shell", "-c", os.environ["OUTSIDE_CONF"], "-d", DATABASE, "--no-http"]
        environ = {**self.environ, "OUTSIDE_STEP": step, **options}
        done = subprocess.run(
            [*command, "--log-level=warn"],
            env=environ,
            input=(HERE / "drain.py").read_text(encoding="utf-8"),
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
        assert lines, done.stdout[-3000:] + done.stderr[-3000:]
        return json.loads(lines[-1])


@pytest.fixture(scope="module")
def server(cluster):
    found = Server(cluster)
    yield found
    found.drop()


@pytest.fixture(scope="module")
def built(server):
    return server.run("build")


def test_every_kind_of_document_is_there(built):
    assert {kind for kind, count in built["counts"].items() if count} >= KINDS
    assert built["letters"] == []


def test_no_value_of_the_index_is_of_a_person(built):
    assert built["secrets"] > 100
    assert built["leaks"] == []


def test_database_and_index_agree(server, built):
    found = server.run("check")
    assert found["different"] == []


def test_two_servers_drain_at_once_and_nothing_is_left(server, built):
    answers = []
    rows = {"OUTSIDE_ROWS": "20000"}
    threads = [
        threading.Thread(target=lambda: answers.append(server.run("load", **rows)))
        for _server in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 2
    assert server.run("check")["different"] == []


def test_the_drain_is_measured_against_the_engine(server, built):
    found = server.run("speed")
    print(found)  # noqa: T201  numbers to read: raw / drain should be 0.7 or more
    assert found["drain"] > 0
    assert found["raw"] > 0


def test_memory_does_not_grow_with_the_backlog(server, built):
    found = server.run("load")
    print(found)  # noqa: T201  numbers to read
    assert found["left"] == 0
    assert found["grown_mb"] < 200
