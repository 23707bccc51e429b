from odoo import fields, models

from odoo.addons.g2p_suite_base.tools.indexes import trigram
from odoo.addons.g2p_suite_base.tools.rows import hold


class G2PVoucherRedemption(models.Model):
    """An amount that a provider redeemed: a ledger line, never changed or deleted."""

    _name = "g2p.voucher.redemption"
    _description = "Voucher redemption"
    _inherit = ["g2p.portal.sight.mixin", "g2p.append.only.mixin"]
    _portal_fields = (
        "name",
        "voucher_number",
        "provider_id",
        "site_id",
        "currency_id",
        "amount",
        "balance_after",
        "date",
        "reversal_of_id",
        "reversal_ids",
    )
    _order = "id desc"

    name = fields.Char("Receipt", required=True, readonly=True)
    voucher_id = fields.Many2one(
        "g2p.voucher", required=True, readonly=True, ondelete="restrict", index=True
    )
    voucher_number = fields.Char(required=True, readonly=True)
    copy_id = fields.Many2one("g2p.voucher.copy", required=True, readonly=True, ondelete="restrict")
    program_id = fields.Many2one(
        "g2p.program", "Programme", required=True, readonly=True, ondelete="restrict"
    )
    provider_id = fields.Many2one(
        "g2p.service.provider",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    site_id = fields.Many2one("g2p.service.provider.site", readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    balance_after = fields.Monetary(
        required=True, readonly=True, help="The balance of the voucher afterwards."
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    idempotency_key = fields.Char(required=True, readonly=True)
    reversal_of_id = fields.Many2one("g2p.voucher.redemption", readonly=True, ondelete="restrict")
    reversal_ids = fields.One2many("g2p.voucher.redemption", "reversal_of_id")

    _once = models.Constraint(
        "UNIQUE(provider_id, idempotency_key)", "This redemption already exists."
    )
    _sign = models.Constraint(
        "CHECK((reversal_of_id IS NULL AND amount > 0)"
        " OR (reversal_of_id IS NOT NULL AND amount < 0))",
        "The amount of a redemption is above zero, that of its reversal below.",
    )
    _one_reversal = models.UniqueIndex(
        "(reversal_of_id) WHERE reversal_of_id IS NOT NULL",
        "This redemption has already been reversed.",
    )
    _of_provider_idx = models.Index("(provider_id, id)")
    _last_site_idx = models.Index("(user_id, id) WHERE site_id IS NOT NULL")
    _search_idx = models.Index(trigram("name", "voucher_number"))

    # === CRUD === #
    def _kept_sentences(self):
        return {
            "write": self.env._("A redemption cannot be changed."),
            "unlink": self.env._("A redemption cannot be deleted."),
        }

    # === BUSINESS === #
    def _hold(self):
        """Lock the lines until the end of the transaction, against others who settle them: with
        another ledger line, or with a line of a claim."""
        hold(self, change=True)

    def _receipt(self, replayed=False):
        """The answer to the provider, for the first request and each repetition."""
        self.ensure_one()
        return {
            "redemption": self.name,
            "redemption_id": self.id,
            "number": self.voucher_number,
            "amount": self.amount,
            "amount_available": self.balance_after,
            "currency": self.currency_id.name,
            "date": fields.Datetime.to_string(self.date),
            "provider": self.provider_id.name,
            "site": self.site_id.name or "",
            "replayed": replayed,
        }
