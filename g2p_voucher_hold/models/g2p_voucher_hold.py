from odoo import fields, models
from odoo.exceptions import AccessError

from odoo.addons.g2p_suite_base.tools.indexes import trigram

HELD, TAKEN, RELEASED, EXPIRED, ENDED = "held", "taken", "released", "expired", "ended"


class G2PVoucherHold(models.Model):
    """An amount of a voucher that a provider set aside before it treats the holder.

    Nobody else can redeem it until it is redeemed, released, or over. It outlives the end of the
    voucher's validity and of its copy. Its own row tells its history; it is never deleted.
    """

    _name = "g2p.voucher.hold"
    _description = "Voucher hold"
    _inherit = [
        "g2p.portal.sight.mixin",
        "g2p.state.mixin",
        "g2p.kept.mixin",
        "g2p.deferred.mixin",
    ]
    _portal_fields = (
        "name",
        "voucher_number",
        "provider_id",
        "site_id",
        "currency_id",
        "amount",
        "date",
        "until",
        "state",
        "date_end",
        "redemption_id",
        "is_ended_by_office",
    )
    _order = "id desc"
    _first_state = HELD
    _transitions = {HELD: {TAKEN, RELEASED, EXPIRED, ENDED}}

    name = fields.Char("Number", required=True, readonly=True)
    voucher_id = fields.Many2one(
        "g2p.voucher", required=True, readonly=True, ondelete="restrict", index=True
    )
    voucher_number = fields.Char(required=True, readonly=True)
    copy_id = fields.Many2one("g2p.voucher.copy", required=True, readonly=True, ondelete="restrict")
    program_id = fields.Many2one(
        "g2p.program", "Programme", required=True, readonly=True, ondelete="restrict"
    )
    provider_id = fields.Many2one(
        "g2p.service.provider", required=True, readonly=True, ondelete="restrict"
    )
    site_id = fields.Many2one("g2p.service.provider.site", readonly=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    until = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        [
            (HELD, "Held"),
            (TAKEN, "Redeemed"),
            (RELEASED, "Released"),
            (EXPIRED, "Expired"),
            (ENDED, "Ended with the voucher"),
        ],
        default=HELD,
        required=True,
        readonly=True,
    )
    idempotency_key = fields.Char(required=True, readonly=True)
    date_end = fields.Datetime("Ended on", readonly=True)
    ended_by_id = fields.Many2one("res.users", "Ended by", readonly=True)
    is_ended_by_office = fields.Boolean("Ended by the office", readonly=True)
    reason = fields.Char("Reason for the end", readonly=True)
    redemption_id = fields.Many2one(
        "g2p.voucher.redemption", "Receipt", readonly=True, ondelete="restrict"
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "A hold is above zero.")
    _once = models.Constraint("UNIQUE(provider_id, idempotency_key)", "This hold already exists.")
    _one_held = models.UniqueIndex(
        "(voucher_id, provider_id) WHERE state = 'held'",
        "This provider already holds an amount of this voucher.",
    )
    _over_idx = models.Index("(until) WHERE state = 'held'")
    _of_provider_idx = models.Index("(provider_id, id)")
    _held_of_idx = models.Index("(provider_id, until) WHERE state = 'held'")
    _ended_of_idx = models.Index("(provider_id, date_end) WHERE date_end IS NOT NULL")
    _search_idx = models.Index(trigram("name", "voucher_number"))

    # === CRUD === #
    def _kept_sentences(self):
        sentence = self.env._("A hold is made and ended by its own steps only.")
        return {
            "create": sentence,
            "write": sentence,
            "unlink": self.env._("A hold cannot be deleted."),
        }

    def _check_write(self, vals):
        # its engine changes it through _set_state and _write_engine; nothing else does
        raise AccessError(self._kept_sentences()["write"])

    # === BUSINESS === #
    def _is_over(self):
        """Whether its time is over, whether or not this was noted already."""
        return self.state == HELD and self.until <= fields.Datetime.now()

    def _is_live(self):
        """Whether its provider can redeem it now, as far as it depends on the hold."""
        return self.state == HELD and self.until > fields.Datetime.now()

    def _receipt(self, replayed=False):
        """The answer to the provider, for the first request and each repetition."""
        self.ensure_one()
        return {
            "hold": self.name,
            "hold_id": self.id,
            "number": self.voucher_number,
            "amount": self.amount,
            "currency": self.currency_id.name,
            "date": fields.Datetime.to_string(self.date),
            "until": fields.Datetime.to_string(self.until),
            "provider": self.provider_id.name,
            "site": self.site_id.name or "",
            "state": self.state,
            "replayed": replayed,
        }

    # === HOOKS === #
    def _on_held(self):
        """Called once after the hold was made, inside its transaction."""

    def _on_ended(self):
        """Called once after holds ended, inside the transaction; their states tell how."""
