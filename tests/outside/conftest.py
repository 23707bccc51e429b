"""A real OpenSearch on loopback, and the addon's client for each of its users.

scripts/outside.sh names the engine (OUTSIDE_ENGINE), its data (OUTSIDE_HOME), and a database with
the demonstration's story (OUTSIDE_TEMPLATE) with its configuration (OUTSIDE_CONF).
"""

import json
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# the addon's tools need no Odoo
sys.path[:0] = [str(ROOT / "scripts"), str(ROOT / "g2p_opensearch"), str(ROOT / "tests" / "repo")]

from cluster import Cluster
from tools import documents


@pytest.fixture(scope="session")
def cluster():
    found = Cluster(1)
    yield found
    found.stop()


@pytest.fixture
def writer(cluster):
    return cluster.client("writer")


@pytest.fixture
def new_index(writer):
    """Makes an index of a kind with a name of its own, and removes it afterwards."""
    made = []

    def make(kind, ending):
        name = f"g2p-{kind}-{ending}"
        writer.drop(name)
        writer.create(name, documents.index_body(kind, 0))
        made.append(name)
        return name

    yield make
    for name in made:
        writer.drop(name)


@pytest.fixture(scope="session")
def numbers():
    """Writes a measurement for the people who read the report (OUTSIDE_NUMBERS)."""

    def write(title, found):
        path = os.environ.get("OUTSIDE_NUMBERS")
        if path:
            with Path(path).open("a", encoding="utf-8") as file:
                file.write(f"{title}: {json.dumps(found)}\n")

    return write
