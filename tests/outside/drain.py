"""Fed to `odoo shell`: the story's database and a real engine. Prints one line of JSON."""

import json
import os
import resource
import sys
import time

STEP = os.environ["OUTSIDE_STEP"]
connection = env["g2p.search.connection"]._one()
indexes = connection.index_ids
outbox = env["g2p.search.outbox"]


def settle():
    """Minutes of a server, until nothing waits."""
    for _minute in range(50):
        env["g2p.search.index"]._cron_start()
        env.cr.commit()
        env["g2p.deferred"].sudo()._work_off(channel="search")
        env.cr.commit()
        if not outbox._waiting() and not any(indexes.mapped("building")):
            return


def texts(model, domain, *names):
    records = env[model].sudo().with_context(active_test=False).search(domain)
    return [str(record[name]) for record in records for name in names if record[name]]


def people():
    """Names, numbers and codes of the story, which no document may contain."""
    answers = ("family_name", "given_name", "phone", "id_number", "street", "city", "treatment")
    return {
        *texts("g2p.assistance.application", [], "name", "public_id", "hospital", *answers),
        *texts("g2p.reg.id", [], "value"),
        *texts("g2p.phone.number", [], "phone_no"),
        *texts("res.partner", [("is_registrant", "=", True)], "name", "street"),
        *texts("res.users", [], "login"),
        *texts("g2p.voucher", [], "name", "public_id"),
        *texts("g2p.voucher.copy", [], "code", "cti"),
        *texts("g2p.voucher.redemption", [], "name", "idempotency_key"),
        *texts("g2p.reimbursement.claim", [], "name", "invoice_number", "account_number"),
        *texts("g2p.claim.payment", [], "name"),
    }


def hits(kind):
    engine = connection._engine()
    engine.refresh(f"g2p-{kind}")
    return engine.search(f"g2p-{kind}", {"size": 10_000})["hits"]["hits"]


def build():
    settle()
    found = {index.kind: len(hits(index.kind)) for index in indexes}
    values = {
        str(value).lower()
        for index in indexes
        for hit in hits(index.kind)
        for value in hit["_source"].values()
        if isinstance(value, str)
    }
    secrets = [text for text in people() if len(text) > 3]
    leaks = [text for text in secrets if any(text.lower() in value for value in values)]
    return {"counts": found, "secrets": len(secrets), "leaks": leaks, "letters": letters()}


def letters():
    return env["g2p.search.letter"].sudo().search([]).mapped("reason")


def check():
    settle()
    for index in indexes.filtered(lambda index: index.kind != "check"):
        index._check()
    env.cr.commit()
    settle()
    checks = env["g2p.search.check"].sudo().search([])
    return {
        "days": len(checks),
        "different": checks.filtered(lambda c: not c.is_equal).mapped("kind"),
    }


def load():
    """Note invented numbers of existing records again and again, and drain: speed and memory."""
    count = int(os.environ.get("OUTSIDE_ROWS", "100000"))
    ids = env["g2p.voucher"].sudo().search([]).ids
    env.cr.execute(
        "INSERT INTO g2p_search_outbox (kind, res_id, date)"
        " SELECT 'voucher', (%s::int[])[1 + n %% %s], now() FROM generate_series(1, %s) n",
        [ids, len(ids), count],
    )
    env.cr.commit()
    began, memory = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    settle()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory
    return {
        "rows": count,
        "seconds": round(time.monotonic() - began, 1),
        "grown_mb": grown // 1024,
        "left": sum(number for number, _oldest in outbox._waiting().values()),
    }


def speed():
    """Many decisions: the drain against sending the same finished documents, in one run."""
    count = int(os.environ.get("OUTSIDE_ROWS", "50000"))
    settle()
    ids = copied_decisions(count)
    index = indexes.filtered(lambda index: index.kind == "decision")
    outbox._note("decision", ids)
    env.cr.commit()
    began = time.monotonic()
    settle()
    drained = time.monotonic() - began
    return {"rows": count, "drain": round(drained, 1), "raw": round(raw_seconds(index, ids), 1)}


def copied_decisions(count):
    """Ids of copies of a decision, of a kind that may occur often."""
    env.cr.execute(
        "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute"
        " WHERE attrelid = 'g2p_approval_decision'::regclass AND attnum > 0"
        " AND NOT attisdropped AND attname NOT IN ('id', 'action')"
    )
    columns = env.cr.fetchone()[0]
    env.cr.execute(
        f"INSERT INTO g2p_approval_decision ({columns}, action)"  # noqa: S608  names of columns
        f" SELECT {columns}, 'escalate' FROM g2p_approval_decision, generate_series(1, %s)"
        " WHERE id = (SELECT min(decision.id) FROM g2p_approval_decision decision"
        " JOIN g2p_approval_request request ON request.id = decision.request_id"
        " WHERE request.model = 'g2p.assistance.application') RETURNING id",
        [count],
    )
    ids = [row_id for (row_id,) in env.cr.fetchall()]
    env.cr.commit()
    return ids


def raw_seconds(index, ids):
    """Seconds that the engine needs for the finished documents."""
    from odoo.addons.g2p_opensearch.tools import documents
    from odoo.addons.g2p_opensearch.tools.engine import Action

    engine, scratch = connection._engine(), "g2p-decision-raw"
    engine.drop(scratch)
    engine.create(scratch, documents.index_body("decision", 0))
    found = {}
    for at in range(0, len(ids), 2000):
        page = index._source().browse(ids[at : at + 2000])
        found.update(page._analytics_documents(connection._key(), 1))
        env.invalidate_all()
    actions = [Action(scratch, f"{res_id:032x}", 1, one) for res_id, one in found.items()]
    began = time.monotonic()
    for _result in engine.bulk(actions):
        pass
    took = time.monotonic() - began
    engine.drop(scratch)
    return took


steps = {"build": build, "check": check, "load": load, "speed": speed}
sys.stdout.write(json.dumps(steps[STEP]()) + "\n")
sys.stdout.flush()
