"""Servers that die while they issue the vouchers of an order: none is lost, none is doubled."""

import contextlib
from collections import Counter

import psycopg2
import pytest
from conftest import DATABASE

ORDER = 60
QUEUE = pytest.mark.parametrize("office", ["QUEUE_"], indirect=True, ids=["queue_job"])
BOTH = pytest.mark.parametrize("office", ["", "QUEUE_"], indirect=True, ids=["scheduler", "queue"])
#: a worker that waits for a row which the test has locked: between its own locks and its commit
STUCK = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
LAST = "SELECT 1 FROM g2p_voucher ORDER BY id DESC LIMIT 1"


@contextlib.contextmanager
def locked(text):
    """Hold rows in a transaction of the test."""
    connection = psycopg2.connect(dbname=DATABASE)
    with connection.cursor() as cr:
        cr.execute(f"{text} FOR UPDATE")
        assert cr.fetchall()
        yield
    connection.rollback()
    connection.close()


def settings(office):
    """Two processes that work, by the engine of the office."""
    if "queue_job" in office.config.read_text(encoding="utf-8"):
        return {"workers": 3, "max_cron_threads": 1}
    return {"workers": 1, "max_cron_threads": 2}


def assert_whole(office):
    office.wait_for_the_end()
    assert office.outcome() == ({"issued": ORDER}, [1])
    assert office.sql("SELECT count(*) FROM g2p_deferred WHERE state = 'failed'") == [(0,)]


@BOTH
def test_an_order_is_issued_and_its_officer_notified_once(office):
    office.start(**settings(office))
    assert_whole(office)
    office.wait("SELECT 1 WHERE NOT EXISTS (SELECT FROM g2p_deferred)")
    subject = "Your voucher order is done"
    messages = "SELECT count(*) FROM mail_message WHERE subject = %s"
    assert office.sql(messages, subject) == [(1,)]


@BOTH
def test_a_server_killed_between_lock_and_commit_loses_and_doubles_nothing(office):
    with locked(LAST):
        server = office.start(**settings(office))
        office.wait(STUCK, DATABASE)
        office.kill(server)
    lines, _copies = office.outcome()
    assert lines.get("waiting"), "the chunk of the dead worker is not done"
    office.end_leases()
    office.start(**settings(office))
    assert_whole(office)


@BOTH
def test_of_two_servers_the_other_one_finishes(office):
    with locked(LAST):
        first = office.start(**settings(office))
        office.start(**settings(office))
        office.wait(STUCK, DATABASE)
        office.kill(first)
    office.end_leases()
    assert_whole(office)


@BOTH
def test_a_message_is_sent_again_if_its_server_dies_before_that_is_recorded(
    office, tmp_path, monkeypatch
):
    """At least once: a gateway cannot take back what it has accepted. No other one is doubled."""
    sent, hold = tmp_path / "sms.txt", tmp_path / "sms.hold"
    monkeypatch.setenv("JOBS_SMS_FILE", str(sent))
    server = office.start(**settings(office))
    assert_whole(office)
    hold.touch()
    office.shell("send_links.py")
    office.wait_until(sent.exists)
    office.kill(server)
    begun = sent.read_text().splitlines()
    states = "SELECT state, count(*) FROM g2p_voucher_delivery GROUP BY state"
    assert office.sql(states) == [("queued", 3)], "the outcome was not recorded"
    hold.unlink()
    office.end_leases()
    office.start(**settings(office))
    office.wait("SELECT 1 FROM g2p_voucher_delivery WHERE state = 'sent' HAVING count(*) = 3")
    times = Counter(sent.read_text().splitlines())
    assert len(times) == 3
    assert {name for name, number in times.items() if number == 2} == set(begun)
    assert times.total() == 3 + len(begun)


@QUEUE
def test_jobs_share_the_work_and_the_scheduler_stays_away(office):
    office.start(**settings(office))
    assert_whole(office)
    # a job is done a moment after its work, in a transaction of its own
    office.wait(
        "SELECT 1 FROM queue_job WHERE state = 'done' AND channel = %s HAVING count(*) >= 2",
        "root.g2p_voucher",
    )
