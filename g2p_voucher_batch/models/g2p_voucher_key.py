from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.g2p_voucher_key.const import ISSUER_GROUP
from odoo.addons.g2p_voucher_qr.const import MANAGER_MODEL

from .g2p_voucher_batch import MAX_ORDER


class G2PVoucherKey(models.Model):
    """The vouchers of a key that does not count any more get copies of the one that does.

    Its manager revokes a key and makes another; the copies are made by issuing officers, each in
    the own name and for the own programmes: nobody orders in the name of another, and who decided
    a case issues nothing of it.
    """

    _inherit = "g2p.voucher.key"

    reissuing_count = fields.Integer("Waiting in orders", compute="_compute_reissuing_count")

    # === COMPUTE === #
    def _compute_reissuing_count(self):
        for key in self:
            # a voucher waits in one order at most
            key.reissuing_count = self.env["g2p.voucher.batch.line"].search_count(key._waiting())

    def _waiting(self):
        """Domain of the lines of orders in which their vouchers wait."""
        return [("state", "=", "waiting"), ("voucher_id.key_id", "in", self.ids)]

    # === ACTIONS === #
    def action_reissue_all(self, reason=None):
        """Replace the copies in use that this key signed, of the programmes that name the
        caller; for issuing officers.

        :param str reason: why, for the history
        :return: the action that shows the order
        """
        self.ensure_one()
        self.env["g2p.voucher.batch"]._check_officer()
        self.check_access("read")
        reason = self.env["g2p.voucher"]._check_reason(reason)
        self._check_replaced()
        vouchers = self._to_reissue()
        vouchers._check_keys()
        return self.env["g2p.voucher.batch"]._reissue_order(vouchers, reason, self)

    def action_revoke(self, reason=None):
        """As above, and the issuing officers of its vouchers are told."""
        super().action_revoke(reason)
        self._tell_issuers()

    # === BUSINESS === #
    def _check_replaced(self):
        """Copies are replaced when another key signs."""
        if self.state not in ("revoked", "verify_only"):
            raise UserError(
                self.env._(
                    "Key %(kid)s is not replaced yet: revoke it, or activate another one first.",
                    kid=self.kid,
                )
            )

    def _to_reissue(self):
        """Vouchers in use of the caller's programmes, without those that wait; not none."""
        waiting = self.env["g2p.voucher.batch.line"].search(self._waiting()).voucher_id
        # sudo: officers need not read the record that lists them
        managers_sudo = self.env[MANAGER_MODEL].sudo().search([("issuer_ids", "in", self.env.uid)])
        mine = [*self._live_vouchers(), ("manager_id", "in", managers_sudo.ids)]
        free = [*mine, ("id", "not in", waiting.ids)]
        found = self.env["g2p.voucher"].search(free, order="id", limit=MAX_ORDER)
        if not found:
            raise UserError(self._why_nothing(mine))
        return found

    def _why_nothing(self, mine):
        """Why there is nothing to order.

        :param list mine: domain of the vouchers in use of the caller's programmes
        """
        vouchers = self.env["g2p.voucher"]
        if vouchers.search_count(mine, limit=1):
            return self.env._("These vouchers wait in an order already: see Issue orders.")
        if vouchers.search_count(self._live_vouchers(), limit=1):
            return self.env._(
                "Key %(kid)s signed no voucher in use of a programme that names you as issuing "
                "officer. Their own officers reissue the others.",
                kid=self.kid,
            )
        return self.env._("No voucher in use was signed with key %(kid)s.", kid=self.kid)

    # === Notifications === #
    def _tell_issuers(self):
        """A notice to the issuing officers of the vouchers that nobody accepts any more."""
        # sudo: a manager of keys tells officers of all programmes, and need not see their records
        keys_sudo = self.sudo()
        for key in keys_sudo:
            groups = keys_sudo.env["g2p.voucher"]._read_group(key._live_vouchers(), ["manager_id"])
            managers = keys_sudo.env[MANAGER_MODEL].union(*(manager for (manager,) in groups))
            officers = managers.issuer_ids.filtered(
                lambda user: user.active and user.has_group(ISSUER_GROUP)
            )
            for lang, users in officers.grouped("lang").items():
                key.with_context(lang=lang)._tell(users)

    def _tell(self, users):
        body = self.env._(
            "Voucher key %(kid)s was revoked: nobody accepts the vouchers that it signed. When a "
            "new key is active, open Programs / Vouchers / Keys and this key, and choose “Reissue "
            "all of this key”.",
            kid=self.kid,
        )
        self.env["mail.thread"].message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.env._("A voucher key was revoked"),
            body=body,
        )
