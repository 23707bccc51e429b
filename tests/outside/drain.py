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


steps = {"build": build, "check": check, "load": load}
sys.stdout.write(json.dumps(steps[STEP]()) + "\n")
sys.stdout.flush()
