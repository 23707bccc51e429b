from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.g2p_voucher_key.const import ISSUER_GROUP
from odoo.addons.g2p_voucher_qr.const import MANAGER_MODEL

from .g2p_voucher_batch import MAX_ORDER


class G2PVoucherKey(models.Model):
    """Reissues the vouchers of a revoked or replaced key with the active key.

    A manager revokes the key and generates another; issuing officers reissue the copies, each in
    their own name and for their own programmes: nobody orders in the name of another officer, and
    users who decided a case issue nothing for it.
    """

    _inherit = "g2p.voucher.key"

    reissuing_count = fields.Integer("Waiting in orders", compute="_compute_reissuing_count")

    # === COMPUTE === #
    def _compute_reissuing_count(self):
        for key in self:
            # a voucher waits in at most one order
            key.reissuing_count = self.env["g2p.voucher.batch.line"].search_count(key._waiting())

    def _waiting(self):
        """Domain of the lines with waiting vouchers of these keys."""
        return [("state", "=", "waiting"), ("voucher_id.key_id", "in", self.ids)]

    # === ACTIONS === #
    def action_reissue_all(self, reason=None):
        """Replace the copies in use that this key signed, in the programmes that name the caller;
        for issuing officers.

        :param str reason: the reason, for the history
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
        """Revoke the keys, and notify the issuing officers of their vouchers."""
        super().action_revoke(reason)
        self._notify_issuers()

    # === BUSINESS === #
    def _check_replaced(self):
        """Allow it only if another key has replaced this one."""
        if self.state not in ("revoked", "verify_only"):
            raise UserError(
                self.env._(
                    "Key %(kid)s is still in use: revoke it, or activate another key first.",
                    kid=self.kid,
                )
            )

    def _to_reissue(self):
        """Vouchers in use of the caller's programmes, without waiting ones.

        :raises UserError: if there are none
        """
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
        """A sentence on why there is nothing to order.

        :param list mine: domain of the vouchers in use of the caller's programmes
        """
        vouchers = self.env["g2p.voucher"]
        if vouchers.search_count(mine, limit=1):
            return self.env._("These vouchers already wait in an order: see Issue orders.")
        if vouchers.search_count(self._live_vouchers(), limit=1):
            return self.env._(
                "Key %(kid)s signed no voucher in use in the programmes that name you as issuing "
                "officer. Officers of the other programmes reissue theirs.",
                kid=self.kid,
            )
        return self.env._("No voucher in use was signed with key %(kid)s.", kid=self.kid)

    # === Notifications === #
    def _notify_issuers(self):
        """Notify the issuing officers of vouchers that are no longer accepted."""
        # sudo: officers of all programmes are notified, whose records the manager need not see
        keys_sudo = self.sudo()
        for key in keys_sudo:
            groups = keys_sudo.env["g2p.voucher"]._read_group(key._live_vouchers(), ["manager_id"])
            managers = keys_sudo.env[MANAGER_MODEL].union(*(manager for (manager,) in groups))
            officers = managers.issuer_ids.filtered(
                lambda user: user.active and user.has_group(ISSUER_GROUP)
            )
            for lang, users in officers.grouped("lang").items():
                key.with_context(lang=lang)._notify_users(users)

    def _notify_users(self, users):
        body = self.env._(
            "Voucher key %(kid)s was revoked: the vouchers that it signed are no longer accepted. "
            "When a new key is active, open this key under Programs / Vouchers / Keys, and choose "
            "“Reissue all vouchers of this key”.",
            kid=self.kid,
        )
        self.env["mail.thread"].message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.env._("A voucher key was revoked"),
            body=body,
        )
