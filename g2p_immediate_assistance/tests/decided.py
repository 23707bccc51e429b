"""Applications decided on a past day, as the rows that reports read: without documents, entitlement
or log, so that hundreds of them are made in a moment."""

import secrets

from odoo.tools import SQL


def insert(env, table, vals):
    """Insert a row past the model, and return its id."""
    names = SQL(", ").join(map(SQL.identifier, vals))
    values = SQL(
        "INSERT INTO %s (%s) VALUES %s", SQL.identifier(table), names, tuple(vals.values())
    )
    env.cr.execute(SQL("%s RETURNING id", values))
    return env.cr.fetchone()[0]


def decide(case, day, state, **values):
    """An application of the case's type, decided on a day.

    :param str day: a day, on which it was submitted and decided
    :param str state: *approved* or *rejected*
    :param values: columns of the application
    """
    env = case.env
    money = {"company_id": case.env.company.id, "currency_id": case.env.company.currency_id.id}
    common = {
        "name": f"TEST-{secrets.token_hex(6)}",
        "state": state,
        **money,
        "date_submitted": f"{day} 08:00:00",
    }
    application = {
        "public_id": secrets.token_urlsafe(16),
        "approval_state": state,
        "relation": "self",
        "applicant_user_id": case.ada.id,
        "type_id": case.type.id,
        "urgency": "normal",
        "program_id": case.program.id,
        "amount_requested": 100,
        "amount_granted": 0,
        **common,
        **values,
    }
    res_id = insert(env, "g2p_assistance_application", application)
    request = {
        "model": "g2p.assistance.application",
        "res_id": res_id,
        "round": 1,
        "digest": "test",
        "requester_id": case.ada.id,
        "date_closed": f"{day} 20:00:00",
        **common,
        "company_id": application["company_id"],
    }
    insert(env, "g2p_approval_request", request)
    env.invalidate_all()
    return res_id
