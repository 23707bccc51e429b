"""Steps in the story's database: what may go wrong between a change and the index."""

import os
import time
from unittest.mock import patch

import psycopg2

NOBODY = "https://127.0.0.1:9"
NUMBER = "call +254 799 000 123"


def poison(story):
    """A document that may not leave the database: the others are sent, and it is kept."""
    cr, ids = story.env.cr, story.records("step").ids
    cr.execute("SELECT name FROM g2p_approval_step WHERE id = %s", ids[:1])
    (name,) = cr.fetchone()
    rename = "UPDATE g2p_approval_step SET name = %s WHERE id = %s"
    cr.execute(rename, [NUMBER, ids[0]])
    story.note("step", ids)
    story.settle()
    refused, first = story.letters(), story.hits("step")
    cr.execute(rename, [name, ids[0]])
    story.env["g2p.search.letter"].sudo().search([]).action_retry()
    cr.commit()
    story.settle()
    names = story.index("step")._source()._analytics_names(ids, story.connection._key())
    versions = {res_id: first[names[res_id]]["revision"] for res_id in ids}
    second = story.hits("step")[names[ids[0]]]["revision"]
    return {
        "refused": refused,
        "is_others_sent": min(versions[one] for one in ids[1:]) > versions[ids[0]],
        "left": story.letters(),
        "is_sent_again": second > versions[ids[0]],
    }


def conflict(story):
    """An index whose mapping somebody made differently; building it again removes the conflict."""
    from odoo.addons.g2p_opensearch.tools import documents

    index, body = story.index("voucher"), documents.index_body("voucher", 0)
    body["mappings"]["properties"]["amount"] = {"type": "date", "format": "strict_date"}
    story.engine.create("g2p-voucher-conflict", body)
    former = index.current
    index.current = "g2p-voucher-conflict"
    story.engine.point("g2p-voucher", [index.current])
    story.note("voucher", story.records("voucher").ids)
    story.note("application", story.records("application").ids)
    story.settle()
    refused = story.letters()
    index._start_building()
    story.env.cr.commit()
    story.settle()
    for name in (former, "g2p-voucher-conflict"):
        story.engine.drop(name)
    return {
        "records": len(story.records("voucher")),
        "refused": refused,
        "left": story.letters(),
        "hits": len(story.hits("voucher")),
    }


def away(story):
    """An hour without the engine: a change each minute, which costs what it always costs."""
    cases = story.records("application")
    _change(story, cases, 61)  # the caches of the server
    with patch.dict(os.environ, {"G2P_OPENSEARCH_URL": NOBODY}):
        queries = {_change(story, cases, size) for size in range(1, 61)}
        waiting = story.left()["application"]
        failures, is_warned = story.connection.failures, story.connection.state == "away"
    with Sent(story) as found:
        story.connection.write({"date_next": False})
        story.settle()
    queries_there = {_change(story, cases, size) for size in (3, 2)}
    story.settle()
    documents = story.hits("application")
    names = cases._analytics_names(cases.ids, story.connection._key()).values()
    return {
        "cases": len(cases),
        "waiting": waiting,
        "failures": failures,
        "is_warned": is_warned,
        "queries": [sorted(queries), sorted(queries_there)],
        "is_in_order": all(versions == sorted(versions) for versions in found.values()),
        "sent": sum(map(len, found.values())),
        "households": sorted({documents[name]["household"] for name in names}),
    }


def _change(story, cases, size):
    """A change of all cases; the number of its queries. Then a minute of the server."""
    cases.mapped("household_size")  # in memory, so that only the change is counted
    before = story.env.cr.sql_log_count
    cases.write({"household_size": size})
    story.env.flush_all()
    story.env.cr.precommit.run()
    count = story.env.cr.sql_log_count - before
    story.env.cr.commit()
    story.minute()
    return count


class Sent:
    """{id: versions of the documents in the order of their sending}."""

    def __init__(self, story):
        self.found, engine = {}, type(story.engine)
        bulk = engine.bulk

        def noted(engine, actions):
            actions = list(actions)
            for action in actions:
                self.found.setdefault(f"{action.index}/{action.key}", []).append(action.version)
            return bulk(engine, actions)

        self._patch = patch.object(engine, "bulk", noted)

    def __enter__(self):
        self._patch.start()
        return self.found

    def __exit__(self, *_error):
        self._patch.stop()


def race(story):
    """Change all cases and send them, beside another process that does the same.

    Not through the queue, which lets one process at a time send a kind.
    """
    index, number = story.index("application"), int(os.environ["OUTSIDE_NUMBER"])
    cases, tries, rounds = story.records("application"), 0, 0
    while rounds < 15:
        tries += 1
        try:
            cases.write({"household_size": 1 + (7 * number + rounds) % 11})
            story.env.cr.commit()
            index._drain_batch()
            story.env.cr.commit()
            rounds += 1
        except psycopg2.errors.SerializationFailure:
            story.env.cr.rollback()
            story.env.invalidate_all()
    return {"tries": tries}


def regions(story):
    """Two regions with readers of their own; then a case moves from one to the other."""
    north, south = (
        story.env["g2p.area"]
        .sudo()
        .create(
            [
                {"name": code, "code": code, "is_shown": True, "is_separate": True}
                for code in ("NORTH", "SOUTH")
            ]
        )
    )
    cases = story.records("application")
    for case in cases:
        case._set_area(north)
    story.env.cr.commit()
    story.settle()
    before = _places(story)
    cases[0]._set_area(south)
    story.env.cr.commit()
    story.settle()
    return {"cases": len(cases), "before": before, "after": _places(story)}


def _places(story):
    """{region: number of documents in its index} of applications; "" for all other regions."""
    found, target = {}, story.index("application")._target()
    for region, index in zip(("", *target.regions), target.indexes, strict=True):
        story.engine.refresh(index)
        body = {"size": 0, "track_total_hits": True}
        found[region] = story.engine.search(index, body)["hits"]["total"]["value"]
    return found


def rebuild(story):
    """Build the index of decisions again, while another process sends changes to it."""
    index = story.index("decision")
    former = index.current
    index._start_building()
    story.env.cr.commit()
    story.settle()
    return {"is_new": index.current != former, "records": len(story.records("decision"))}


def latency(story):
    """Seconds from the commit of a change until a search sees it, without the wait for the cron."""
    case = story.records("application")[:1]
    (name,) = case._analytics_names(case.ids, story.connection._key()).values()
    story.settle()
    query = {"query": {"ids": {"values": [name]}}}
    (hit,) = story.engine.search("g2p-application", query)["hits"]["hits"]
    former = hit["_source"]["revision"]
    case.write({"household_size": case.household_size + 1})
    story.env.cr.commit()
    began = time.monotonic()
    story.minute()
    drained = time.monotonic() - began
    while hit["_source"]["revision"] == former and time.monotonic() - began < 60:
        time.sleep(0.1)
        (hit,) = story.engine.search("g2p-application", query)["hits"]["hits"]
    return {"sent": round(drained, 2), "seen": round(time.monotonic() - began, 2)}
