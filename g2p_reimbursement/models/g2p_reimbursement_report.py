from odoo import fields, models

KINDS = [
    ("redeemed", "Redeemed"),
    ("reversed", "Redemption reversed"),
    ("claimed", "Claimed"),
    ("paid", "Paid"),
]


class G2PReimbursementReport(models.Model):
    """An entry of the books between redemption and payment: a ledger line, a line of a claim, or a
    payment. It names the provider and no person.

    A query (`_table_query`) and not a view of the database, which would block changes of the
    columns that it reads.
    """

    _name = "g2p.reimbursement.report"
    _description = "Claims and Payments"
    _auto = False
    _no_user_defaults = True
    _order = "date desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(KINDS, readonly=True)
    date = fields.Datetime(
        readonly=True, help="Of the redemption, the submission of the claim, or the payment."
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    program_id = fields.Many2one("g2p.program", "Programme", readonly=True)
    provider_id = fields.Many2one("g2p.service.provider", readonly=True)
    amount_redeemed = fields.Monetary("Redeemed", readonly=True)
    amount_claimed = fields.Monetary("Claimed", readonly=True)
    amount_paid = fields.Monetary("Paid", readonly=True)
    amount_unclaimed = fields.Monetary("Not claimed yet", readonly=True)

    _depends = {
        "g2p.voucher.redemption": [
            *("company_id", "currency_id", "program_id", "provider_id", "amount", "date"),
            "reversal_of_id",
        ],
        "g2p.reimbursement.claim": ["program_id", "provider_id", "state", "date_submitted"],
        "g2p.reimbursement.claim.line": [
            *("claim_id", "company_id", "currency_id", "amount", "amount_redeemed", "is_live"),
        ],
        "g2p.claim.payment": [
            "claim_id",
            "batch_id",
            "company_id",
            "currency_id",
            "amount",
            "state",
        ],
        "g2p.claim.payment.batch": ["date_paid"],
    }
    # three tables in one: their ids are kept apart by the remainder
    _table_query = """
        SELECT r.id * 3 AS id,
            CASE WHEN r.reversal_of_id IS NULL THEN 'redeemed' ELSE 'reversed' END AS kind,
            r.date, r.company_id, r.currency_id, r.program_id, r.provider_id,
            r.amount AS amount_redeemed, 0 AS amount_claimed, 0 AS amount_paid,
            r.amount AS amount_unclaimed
        FROM g2p_voucher_redemption r
        UNION ALL
        SELECT l.id * 3 + 1, 'claimed', c.date_submitted, l.company_id, l.currency_id,
            c.program_id, c.provider_id, 0, l.amount, 0, -l.amount_redeemed
        FROM g2p_reimbursement_claim_line l
        JOIN g2p_reimbursement_claim c ON c.id = l.claim_id
        WHERE l.is_live AND c.state != 'draft'
        UNION ALL
        SELECT p.id * 3 + 2, 'paid', b.date_paid::timestamp, p.company_id, p.currency_id,
            c.program_id, c.provider_id, 0, 0, p.amount, 0
        FROM g2p_claim_payment p
        JOIN g2p_claim_payment_batch b ON b.id = p.batch_id
        JOIN g2p_reimbursement_claim c ON c.id = p.claim_id
        WHERE p.state = 'paid'
    """
