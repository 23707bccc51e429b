from odoo import fields, models

KINDS = [
    ("fund", "Fund"),
    ("granted", "Granted"),
    ("reserve", "Reserved"),
    ("spend", "Redeemed"),
    ("return", "Redemption reversed"),
    ("release", "Released"),
    ("to_issue", "Voucher to issue"),
    ("in_use", "Voucher in use"),
    ("expired", "Voucher expired"),
    ("revoked", "Voucher revoked or cancelled"),
]


class G2PAssistanceReportMoney(models.Model):
    """An entry of the books: money of a fund, a grant, a move, or the balance of a voucher.

    A measure adds up over all kinds: reserved, redeemed and available are those of the funds.
    """

    _name = "g2p.assistance.report.money"
    _description = "Money of the Programmes"
    _inherit = "g2p.assistance.report.mixin"
    _auto = False
    _no_user_defaults = True
    _order = "date desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(KINDS, readonly=True)
    date = fields.Datetime(
        readonly=True,
        help="Of the decision or the move; of a fund, the first day of its period; of an expired "
        "voucher, its last day; of other vouchers, the issue or, before it, the approval.",
    )
    fund_id = fields.Many2one("g2p.assistance.fund", readonly=True)
    amount_fund = fields.Monetary("Money of the funds", readonly=True)
    amount_granted = fields.Monetary("Granted", readonly=True)
    amount_reserved = fields.Monetary("Reserved", readonly=True)
    amount_spent = fields.Monetary("Redeemed", readonly=True)
    amount_available = fields.Monetary("Available", readonly=True)
    amount_unused = fields.Monetary("Left on vouchers", readonly=True)

    _depends = {
        "g2p.assistance.fund": [
            *("company_id", "currency_id", "program_id", "amount", "active", "date_from"),
        ],
        "g2p.assistance.fund.move": ["fund_id", "kind", "amount", "application_id", "date"],
        "g2p.assistance.application": [
            *("company_id", "currency_id", "program_id", "type_id", "fund_id", "state"),
            "amount_granted",
        ],
        "g2p.approval.request": ["model", "res_id", "state", "date_closed"],
        "g2p.voucher": [
            *("application_id", "state", "amount_available", "date_issued", "valid_until"),
        ],
    }
    # days are at noon, so that they are the same day where the reader's clock is behind UTC;
    # four tables in one: their ids are kept apart by the remainder; a fund that was archived
    # before anything was booked was a mistake and is no money
    _table_query = """
        SELECT f.id * 4 AS id, f.company_id, f.currency_id, f.program_id, NULL::int AS type_id,
            'fund' AS kind, f.date_from + interval '12 hours' AS date, f.id AS fund_id,
            f.amount AS amount_fund, 0 AS amount_granted, 0 AS amount_reserved, 0 AS amount_spent,
            f.amount AS amount_available, 0 AS amount_unused
        FROM g2p_assistance_fund f
        WHERE f.active OR EXISTS (
            SELECT FROM g2p_assistance_fund_move m WHERE m.fund_id = f.id
        )
        UNION ALL
        SELECT m.id * 4 + 1, m.company_id, m.currency_id, a.program_id, a.type_id, m.kind, m.date,
            m.fund_id, 0, 0,
            CASE WHEN m.kind IN ('reserve', 'return') THEN m.amount ELSE -m.amount END,
            CASE m.kind WHEN 'spend' THEN m.amount WHEN 'return' THEN -m.amount ELSE 0 END,
            CASE m.kind WHEN 'reserve' THEN -m.amount WHEN 'release' THEN m.amount ELSE 0 END, 0
        FROM g2p_assistance_fund_move m
        JOIN g2p_assistance_application a ON a.id = m.application_id
        UNION ALL
        SELECT a.id * 4 + 2, a.company_id, a.currency_id, a.program_id, a.type_id, 'granted',
            r.date_closed, a.fund_id, 0, a.amount_granted, 0, 0, 0, 0
        FROM g2p_assistance_application a
        LEFT JOIN g2p_approval_request r ON r.res_id = a.id AND r.state = 'approved'
            AND r.model = 'g2p.assistance.application'
        WHERE a.state = 'approved'
        UNION ALL
        SELECT v.id * 4 + 3, a.company_id, a.currency_id, a.program_id, a.type_id,
            CASE v.state WHEN 'draft' THEN 'to_issue' WHEN 'issued' THEN 'in_use'
                WHEN 'expired' THEN 'expired' ELSE 'revoked' END,
            CASE v.state WHEN 'expired' THEN v.valid_until + interval '12 hours'
                ELSE COALESCE(v.date_issued, v.create_date) END,
            a.fund_id, 0, 0, 0, 0, 0, v.amount_available
        FROM g2p_voucher v
        JOIN g2p_assistance_application a ON a.id = v.application_id
        WHERE v.state != 'redeemed'
    """
