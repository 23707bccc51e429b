"""Steps in the story's database: a first build, its contents, many changes, speed and memory."""

import os
import resource
import time


def build(story):
    """All kinds are built; no value is of a person."""
    story.settle()
    found = {index.kind: story.hits(index.kind) for index in story.indexes}
    values = {
        value.lower()
        for documents in found.values()
        for document in documents.values()
        for value in document.values()
        if isinstance(value, str)
    } - story.public()
    secrets = [text for text in story.people() if len(text) > 3]
    return {
        "counts": {kind: len(documents) for kind, documents in found.items()},
        "secrets": len(secrets),
        "leaks": [text for text in secrets if any(text.lower() in value for value in values)],
        "letters": story.letters(),
    }


def check(story):
    return story.check()


def load(story):
    """Note existing records again and again, and drain: speed and memory."""
    count, kind = int(os.environ["OUTSIDE_ROWS"]), os.environ["OUTSIDE_KIND"]
    ids = story.records(kind).ids
    story.note(kind, ids[:4000])
    story.settle()  # the caches of the server
    story.env.cr.execute(
        "INSERT INTO g2p_search_outbox (kind, res_id, date)"
        " SELECT %s, (%s::int[])[1 + n %% %s], now() FROM generate_series(1, %s) n",
        [kind, ids, len(ids), count],
    )
    story.env.cr.commit()
    began, memory = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    story.settle()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    return {
        "rows": count,
        "records": len(ids),
        "seconds": round(time.monotonic() - began, 1),
        "grown_mb": grown // 1024,
        "left": len(story.left()),
    }


def speed(story):
    """Many decisions: the drain against sending the same finished documents, in one run."""
    count = int(os.environ["OUTSIDE_ROWS"])
    story.settle()
    ids = copied_decisions(story, count)
    story.note("decision", ids)
    drained = measured(story.settle)
    actions, scratch = finished(story, ids)
    engine = story.engine
    raw = measured(lambda: sum(1 for _result in engine.bulk(actions)))
    engine.drop(scratch)
    return {"rows": count, "drain": drained, "raw": raw}


def measured(work):
    """Seconds by the clock, and of this process alone."""
    began = time.monotonic(), time.process_time()
    work()
    return {
        "seconds": round(time.monotonic() - began[0], 2),
        "processor": round(time.process_time() - began[1], 2),
    }


def copied_decisions(story, count):
    """Ids of copies of a decision, of a kind that may occur often."""
    cr = story.env.cr
    cr.execute(
        "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
        " WHERE attrelid = 'g2p_approval_decision'::regclass AND attnum > 0"
        " AND NOT attisdropped AND attname NOT IN ('id', 'action')"
    )
    columns = cr.fetchone()[0]
    cr.execute(
        f"INSERT INTO g2p_approval_decision ({columns}, action)"  # noqa: S608  names of columns
        f" SELECT {columns}, 'escalate' FROM g2p_approval_decision, generate_series(1, %s)"
        " WHERE id = (SELECT min(decision.id) FROM g2p_approval_decision decision"
        " JOIN g2p_approval_request request ON request.id = decision.request_id"
        " WHERE request.model = 'g2p.assistance.application') RETURNING id",
        [count],
    )
    ids = [row_id for (row_id,) in cr.fetchall()]
    cr.commit()
    return ids


def finished(story, ids):
    """The documents as actions for an empty index, and its name."""
    from odoo.addons.g2p_opensearch.tools import documents
    from odoo.addons.g2p_opensearch.tools.engine import Action

    scratch, found = "g2p-decision-raw", {}
    story.engine.drop(scratch)
    story.engine.create(scratch, documents.index_body("decision", 0))
    for at in range(0, len(ids), 2000):
        page = story.index("decision")._source().browse(ids[at : at + 2000])
        found.update(page._analytics_documents(story.connection._key(), 1))
        story.env.invalidate_all()
    actions = [Action(scratch, f"{res_id:032x}", 1, one) for res_id, one in found.items()]
    return actions, scratch
