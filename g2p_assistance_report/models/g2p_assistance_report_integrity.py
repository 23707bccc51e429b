from odoo import fields, models

KINDS = [
    ("second", "Second officer needed"),
    ("override_ask", "Override requested"),
    ("override", "Override"),
    ("reassign", "Reassigned"),
    ("escalate", "Escalated"),
    ("choose", "Another procedure chosen"),
    ("review_open", "Review to be done"),
    ("review_approve", "Review: justified"),
    ("review_reject", "Review: not justified"),
    ("reversal", "Redemption reversed"),
    ("revoked", "Voucher revoked"),
]


class G2PAssistanceReportIntegrity(models.Model):
    """An event out of the ordinary in a case: an exception that somebody has to account for."""

    _name = "g2p.assistance.report.integrity"
    _description = "Exceptions in Cases"
    _inherit = "g2p.assistance.report.mixin"
    _auto = False
    _no_user_defaults = True
    _order = "date desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(KINDS, "Event", readonly=True)
    date = fields.Datetime(readonly=True)
    amount = fields.Monetary(
        readonly=True, help="Of the decision, the reversal or the voucher, where there is one."
    )

    _depends = {
        "g2p.assistance.application": ["company_id", "currency_id", "program_id", "type_id"],
        "g2p.approval.request": ["model", "res_id", "date_closed"],
        "g2p.approval.decision": [
            *("request_id", "action", "verdict", "needs_second", "amount", "date"),
        ],
        "g2p.approval.review": ["request_id", "state"],
        "g2p.voucher": ["application_id", "amount"],
        "g2p.voucher.event": ["voucher_id", "state_to", "date"],
        "g2p.voucher.redemption": ["voucher_id", "reversal_of_id", "amount", "date"],
    }
    _table_query = """
        SELECT d.id * 4 AS id, a.company_id, a.currency_id, a.program_id, a.type_id,
            CASE
                WHEN d.action = 'review' THEN 'review_' || d.verdict
                WHEN d.action IN ('override_ask', 'override', 'reassign', 'escalate', 'choose')
                    THEN d.action
                ELSE 'second'
            END AS kind, d.date, d.amount
        FROM g2p_approval_decision d
        JOIN g2p_approval_request r ON r.id = d.request_id
        JOIN g2p_assistance_application a ON a.id = r.res_id
        WHERE r.model = 'g2p.assistance.application' AND (d.needs_second OR d.action IN
            ('override_ask', 'override', 'reassign', 'escalate', 'choose', 'review'))
        UNION ALL
        SELECT v.id * 4 + 1, a.company_id, a.currency_id, a.program_id, a.type_id, 'review_open',
            r.date_closed, NULL
        FROM g2p_approval_review v
        JOIN g2p_approval_request r ON r.id = v.request_id
        JOIN g2p_assistance_application a ON a.id = r.res_id
        WHERE v.state = 'open' AND r.model = 'g2p.assistance.application'
        UNION ALL
        SELECT l.id * 4 + 2, a.company_id, a.currency_id, a.program_id, a.type_id, 'reversal',
            l.date, -l.amount
        FROM g2p_voucher_redemption l
        JOIN g2p_voucher v ON v.id = l.voucher_id
        JOIN g2p_assistance_application a ON a.id = v.application_id
        WHERE l.reversal_of_id IS NOT NULL
        UNION ALL
        SELECT e.id * 4 + 3, a.company_id, a.currency_id, a.program_id, a.type_id, 'revoked',
            e.date, v.amount
        FROM g2p_voucher_event e
        JOIN g2p_voucher v ON v.id = e.voucher_id
        JOIN g2p_assistance_application a ON a.id = v.application_id
        WHERE e.state_to = 'revoked'
    """
