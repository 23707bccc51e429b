from odoo import fields, models

from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_application import STATES
from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_type import URGENCY

PROMISE = [("kept", "In time"), ("late", "Late"), ("running", "Not due yet")]


class G2PAssistanceReportDemand(models.Model):
    """A submitted application: when, for what, how it was decided, and how long it took."""

    _name = "g2p.assistance.report.demand"
    _description = "Demand and Decisions"
    _inherit = "g2p.assistance.report.mixin"
    _auto = False
    _no_user_defaults = True
    _order = "date_submitted desc, id desc"
    _rec_name = "state"

    state = fields.Selection(STATES, readonly=True)
    urgency = fields.Selection(URGENCY, readonly=True)
    district_id = fields.Many2one(
        "g2p.district", readonly=True, help="Of the registrant, as in the registry."
    )
    date_submitted = fields.Datetime("Submitted", readonly=True)
    date_decided = fields.Datetime("Decided", readonly=True)
    reason_id = fields.Many2one("g2p.approval.reason", "Reason for rejection", readonly=True)
    promise = fields.Selection(PROMISE, "Promised answer", readonly=True)
    amount_requested = fields.Monetary("Requested", readonly=True)
    amount_granted = fields.Monetary("Granted", readonly=True)
    days_to_decision = fields.Float("Days to the decision", readonly=True, aggregator="avg")
    days_paused = fields.Float(
        "Days waiting for information",
        readonly=True,
        aggregator="avg",
        help="The part of the time in which the applicant was asked for information.",
    )

    _depends = {
        "g2p.assistance.application": [
            *("company_id", "currency_id", "program_id", "type_id", "state", "urgency"),
            *("registrant_id", "date_submitted", "answer_by", "amount_requested"),
            "amount_granted",
        ],
        "g2p.approval.request": ["model", "res_id", "date_closed"],
        "g2p.approval.decision": ["request_id", "action", "verdict", "reason_id", "date"],
        "res.partner": ["district"],
    }
    _table_query = """
        SELECT a.id, a.company_id, a.currency_id, a.program_id, a.type_id, a.state, a.urgency,
            p.district AS district_id, a.date_submitted, c.date_decided, r.reason_id,
            CASE
                WHEN a.state = 'withdrawn' OR a.answer_by IS NULL THEN NULL
                WHEN COALESCE(c.date_decided, now() AT TIME ZONE 'UTC') > a.answer_by THEN 'late'
                WHEN c.date_decided IS NULL THEN 'running'
                ELSE 'kept'
            END AS promise,
            a.amount_requested,
            CASE WHEN a.state = 'approved' THEN a.amount_granted ELSE 0 END AS amount_granted,
            EXTRACT(EPOCH FROM c.date_decided - a.date_submitted)::float / 86400
                AS days_to_decision,
            COALESCE(w.seconds, 0)::float / 86400 AS days_paused
        FROM g2p_assistance_application a
        LEFT JOIN res_partner p ON p.id = a.registrant_id
        LEFT JOIN (
            SELECT DISTINCT ON (res_id) res_id, id, date_closed
            FROM g2p_approval_request
            WHERE model = 'g2p.assistance.application'
            ORDER BY res_id, id DESC
        ) q ON q.res_id = a.id
        CROSS JOIN LATERAL (
            SELECT CASE WHEN a.state IN ('approved', 'rejected') THEN q.date_closed END
                AS date_decided
        ) c
        LEFT JOIN (
            SELECT DISTINCT ON (request_id) request_id, reason_id
            FROM g2p_approval_decision
            WHERE reason_id IS NOT NULL
                AND (action = 'reject' OR (action = 'override' AND verdict = 'reject'))
            ORDER BY request_id, id DESC
        ) r ON r.request_id = q.id AND a.state = 'rejected'
        LEFT JOIN (
            SELECT request_id, SUM(EXTRACT(EPOCH FROM
                COALESCE(answered, now() AT TIME ZONE 'UTC') - date)) AS seconds
            FROM (
                SELECT request_id, action, date,
                    LEAD(date) OVER (PARTITION BY request_id ORDER BY id) AS answered
                FROM g2p_approval_decision
                WHERE action IN ('return', 'submit', 'reject', 'cancel') AND request_id IN (
                    SELECT request_id FROM g2p_approval_decision WHERE action = 'return'
                )
            ) pauses
            WHERE action = 'return'
            GROUP BY request_id
        ) w ON w.request_id = q.id
        WHERE a.date_submitted IS NOT NULL
    """
