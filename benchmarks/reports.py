"""The queries of the dashboards and of the report on equity, and their sums beside the books."""

import sys
from pathlib import Path

# the one place that names the figures of the dashboards
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

import odoo_dashboards as dashboards

EQUITY = "g2p.assistance.report.equity"
MONEY = "g2p.assistance.report.money"
CLAIMS = "g2p.reimbursement.report"


def queries(document):
    """(model, domain, groups, aggregates) of each query of a dashboard."""
    for pivot in document["pivots"].values():
        groups = [":".join(one.values()) for one in [*pivot["rows"], *pivot["columns"]]]
        measures = [measure["id"] for measure in pivot["measures"]]
        yield pivot["model"], pivot["domain"], groups, measures
    for figure in document["sheets"][0]["figures"]:
        data = figure["data"]
        if data["type"].startswith("odoo_"):
            meta = data["metaData"]
            yield (
                meta["resModel"],
                data["searchParams"]["domain"],
                meta["groupBy"],
                [meta["measure"]],
            )


def actions(env, user):
    """{label: a function} that opens each dashboard, all its queries without filters, and the
    report on equity."""
    found = {}
    for name, board in dashboards.BOARDS.items():
        asked = list(queries(board().document()))
        label = f"dashboard {name}, {len(asked)} queries"
        found[label] = lambda asked=asked: [_ask(env, user, *query) for query in asked]
    equity = env[EQUITY].with_user(user).sudo(False)
    found["report on equity"] = lambda: equity.search([], limit=80).mapped("group_name")
    return found


def _ask(env, user, model, domain, groups, measures):
    rows = env[model].with_user(user).sudo(False)
    columns = rows._fields
    whole = [
        one if ":" in one or one == "__count" else f"{one}:{columns[one].aggregator}"
        for one in measures
    ]
    return rows._read_group(domain, groups, whole)


def check(env):
    """Compare the sums of the reports with funds, ledger, applications and payments.

    :raises RuntimeError: naming the sums that differ
    """
    money, claims, demand = env[MONEY], env[CLAIMS], env["g2p.assistance.report.demand"]
    funds = env["g2p.assistance.fund"].search([])
    ledger = env["g2p.voucher.redemption"]
    payments = [("state", "=", "paid")]
    submitted = env["g2p.assistance.application"].search_count([("date_submitted", "!=", False)])
    pairs = {
        "reserved": (_sum(money, "amount_reserved"), sum(funds.mapped("reserved"))),
        "spent": (_sum(money, "amount_spent"), sum(funds.mapped("spent"))),
        "available": (_sum(money, "amount_available"), sum(funds.mapped("available"))),
        "redeemed": (_sum(claims, "amount_redeemed"), _sum(ledger, "amount")),
        "paid": (_sum(claims, "amount_paid"), _sum(env["g2p.claim.payment"], "amount", payments)),
        "applications": (demand.search_count([]), submitted),
    }
    unlike = {what: pair for what, pair in pairs.items() if abs(pair[0] - pair[1]) > 0.005}
    if unlike:
        raise RuntimeError(f"reports and books differ: {unlike}")


def _sum(rows, name, domain=()):
    return rows._read_group(list(domain), [], [f"{name}:sum"])[0][0] or 0.0
