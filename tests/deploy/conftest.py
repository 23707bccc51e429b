"""One machine for all tests of this folder, in the order of docs/operations.md."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# reader of the page's blocks, and of QR codes
sys.path += [str(ROOT / "scripts"), str(ROOT / "tests" / "e2e")]


@pytest.fixture(scope="session")
def machine():
    """A machine without a database yet; its servers end with the tests."""
    from machine import Machine  # reads the output of scripts/deploy_test.sh

    one = Machine()
    yield one
    one.close()


@pytest.fixture(scope="session")
def story():
    """State shared by the tests: people by name, records, papers."""
    return {}


@pytest.fixture
def person(machine, story):
    """person(login): their browser, signed in once."""
    from person import Person

    def of(login, password=None):
        people = story.setdefault("people", {})
        if login not in people:
            people[login] = Person(machine).sign_in(login, password or story["passwords"][login])
        return people[login]

    return of
