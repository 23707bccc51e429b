from odoo import fields, models

LIMITS = [
    ("kept", "Within the limit"),
    ("late", "Over the limit"),
    ("running", "Not due yet"),
    ("none", "No limit"),
]


class G2PAssistanceReportTime(models.Model):
    """A stage of an application that is decided or waits for its decision, with its time."""

    _name = "g2p.assistance.report.time"
    _description = "Time of the Stages"
    _inherit = "g2p.assistance.report.mixin"
    _auto = False
    _no_user_defaults = True
    _order = "date_opened desc, id desc"
    _rec_name = "stage"

    stage = fields.Char(readonly=True)
    sequence = fields.Integer("Order of the stage", readonly=True, aggregator=None)
    state = fields.Selection(
        [
            ("open", "To decide"),
            ("paused", "Waiting for information"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
        ],
        readonly=True,
    )
    date_opened = fields.Datetime("Opened", readonly=True, help="For the last time.")
    date_closed = fields.Datetime("Decided", readonly=True)
    limit_state = fields.Selection(LIMITS, "Limit of the stage", readonly=True)
    hours_open = fields.Float(
        "Hours open",
        readonly=True,
        aggregator="avg",
        help="Hours it was open; waiting for information does not count.",
    )
    hours_limit = fields.Float(
        "Decide within (working hours)", readonly=True, aggregator="avg", help="Empty: no limit."
    )

    _depends = {
        "g2p.assistance.application": ["currency_id", "program_id", "type_id"],
        "g2p.approval.request": ["res_id"],
        "g2p.approval.step": [
            *("request_id", "name", "sequence", "state", "opened_on", "closed_on", "due_on"),
            *("hours_open", "sla_hours", "company_id", "model"),
        ],
    }
    # the deadline stays on a decided step, so that it need not be computed again. Left joins:
    # PostgreSQL leaves out the tables of which a pivot reads no column
    _table_query = """
        SELECT s.id, s.company_id, a.currency_id, a.program_id, a.type_id, s.name AS stage,
            s.sequence, s.state, s.opened_on AS date_opened, s.closed_on AS date_closed,
            CASE
                WHEN COALESCE(s.sla_hours, 0) = 0 THEN 'none'
                WHEN COALESCE(s.closed_on, now() AT TIME ZONE 'UTC') > s.due_on THEN 'late'
                WHEN s.closed_on IS NULL THEN 'running'
                ELSE 'kept'
            END AS limit_state,
            COALESCE(s.hours_open, 0) + CASE WHEN s.state = 'open' THEN
                EXTRACT(EPOCH FROM now() AT TIME ZONE 'UTC' - s.opened_on)::float / 3600 ELSE 0
            END AS hours_open,
            NULLIF(s.sla_hours, 0) AS hours_limit
        FROM g2p_approval_step s
        LEFT JOIN g2p_approval_request r ON r.id = s.request_id
        LEFT JOIN g2p_assistance_application a ON a.id = r.res_id
        WHERE s.model = 'g2p.assistance.application'
            AND s.state IN ('open', 'paused', 'approved', 'rejected')
    """
