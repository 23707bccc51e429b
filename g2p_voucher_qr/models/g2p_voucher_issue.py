from datetime import datetime, time, timedelta

import pytz

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from .. import const


class G2pVoucher(models.Model):
    """Issue, reissue, revoke."""

    _inherit = "g2p.voucher"

    # === ACTIONS === #
    def action_issue(self):
        """Sign, print and store the first copy of each voucher; for its issuing officer."""
        for voucher in self:
            voucher._issue()
        return True

    def action_reissue(self, reason=None):
        """Replace the copy: the former QR is void, the balance stays."""
        reason = self._check_reason(reason)
        for voucher in self:
            voucher._reissue(reason)
        return True

    def action_open_reissue(self):
        """Ask for the reason, then reissue the chosen vouchers."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "g2p_voucher_qr.g2p_voucher_reason_action"
        )
        context = {"default_action": "reissue", "default_voucher_ids": self.ids}
        return {**action, "context": context}

    def action_revoke(self, reason=None):
        """End the voucher: nothing more is redeemed with it."""
        reason = self._check_reason(reason)
        for voucher in self:
            voucher._revoke(reason)
        return True

    def action_download(self):
        """The PDF of the active copy."""
        self.ensure_one()
        self.check_access("read")
        if not self.document_id:
            raise UserError(self.env._("Voucher %(number)s has no document yet.", number=self.name))
        return {
            "type": "ir.actions.act_url",
            "url": f"/document/{self.document_id.sudo().public_id}",
            "target": "new",
        }

    # === BUSINESS === #
    def _issue(self):
        """One voucher, wholly or not at all."""
        self._check_issuer()
        self._lock()
        voucher_sudo = self.sudo()  # the checks above and below are the right to do it
        voucher_sudo._check_state(const.DRAFT)
        voucher_sudo._check_authority(self.env.user, states=("approved",))
        key_sudo = voucher_sudo._signing_key()
        voucher_sudo.write(
            {
                **voucher_sudo._validity_vals(),
                "issued_by_id": self.env.uid,
                "date_issued": fields.Datetime.now(),
            }
        )
        voucher_sudo.active_copy_id = self.env["g2p.voucher.copy"]._make(voucher_sudo, key_sudo)
        self._set_state(const.ISSUED)
        voucher_sudo._set_entitlement_state("trans2FSP")
        voucher_sudo._on_issued()

    def _reissue(self, reason):
        self._check_issuer()
        self._lock()
        voucher_sudo = self.sudo()  # as in _issue
        voucher_sudo._check_state(const.ISSUED)
        voucher_sudo._check_authority(self.env.user)
        key_sudo = voucher_sudo._signing_key()
        voucher_sudo.active_copy_id._revoke(reason)
        voucher_sudo.active_copy_id = self.env["g2p.voucher.copy"]._make(voucher_sudo, key_sudo)
        voucher_sudo._log_state(voucher_sudo.state, reason)

    def _revoke(self, reason):
        if not self.env.user.has_group(const.MANAGER_GROUP):
            self._check_issuer()
        self.check_access("read")
        self._lock()
        voucher_sudo = self.sudo()  # as in _issue
        final = const.CANCELLED if voucher_sudo.state == const.DRAFT else const.REVOKED
        self._set_state(final, reason)
        voucher_sudo.copy_ids._revoke(reason)
        voucher_sudo._set_entitlement_state("cancelled")
        voucher_sudo._on_closed(final)

    def _cancel_draft(self):
        """Drop what was not issued, with the entitlement; an issued one stands."""
        for voucher in self:
            voucher._lock()
            voucher._check_state(const.DRAFT)
            voucher._set_state(const.CANCELLED)
            voucher._on_closed(const.CANCELLED)

    def _profile(self):
        """How the QR text of this voucher is written: what its template says."""
        return self.manager_id._template().profile

    def _signing_key(self):
        """The company's active key for that, under sudo: whoever issues need not read keys."""
        return self.env["g2p.voucher.key"]._active_for(self.company_id, self._profile())

    # === CHECKS === #
    def _check_reason(self, reason):
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why: the reason stays with the voucher."))
        return reason.strip()

    def _check_issuer(self):
        """The caller has the role, sees the voucher and is designated for it."""
        self.ensure_one()
        if not self.env.user.has_group(const.ISSUER_GROUP):
            raise AccessError(self.env._("Only an issuing officer handles vouchers."))
        self.check_access("read")
        # the list of officers stands on a record that officers need not see
        if self.env.user not in self.sudo().manager_id.issuer_ids:
            raise AccessError(
                self.env._(
                    "You are not an issuing officer of %(program)s. Ask its manager to "
                    "name you in the voucher entitlement manager.",
                    program=self.sudo().program_id.name,
                )
            )

    def _check_state(self, state):
        if self.state != state:
            raise UserError(
                self.env._(
                    "Voucher %(number)s is %(state)s and cannot take this step.",
                    number=self.name,
                    state=self._state_label(),
                )
            )

    def _check_authority(self, user, states=None):
        """The decision still stands, grants exactly this, and `user` took no part."""
        entitlement = self.entitlement_id
        if states and entitlement.state not in states:
            raise UserError(
                self.env._(
                    "The entitlement of voucher %(number)s is not approved any more.",
                    number=self.name,
                )
            )
        authority = entitlement._voucher_authority()
        self._check_equal(authority)
        if user in authority["excluded_users"]:
            raise AccessError(
                self.env._(
                    "You took part in this case. Another issuing officer has to handle "
                    "voucher %(number)s.",
                    number=self.name,
                )
            )
        # cash may have been paid before the programme turned to vouchers
        if self.env["g2p.payment"].search_count([("entitlement_id", "=", entitlement.id)], limit=1):
            raise UserError(
                self.env._(
                    "A cash payment exists for the entitlement of voucher %(number)s.",
                    number=self.name,
                )
            )

    def _check_equal(self, authority):
        """Voucher and entitlement say what was decided."""
        currency = self.currency_id
        agreed = (
            authority["company"] == self.company_id == self.manager_id.company_id
            and authority["currency"] == currency
            and not currency.compare_amounts(authority["amount"], self.amount)
            and not currency.compare_amounts(self.entitlement_id.initial_amount, self.amount)
        )
        if not agreed:
            raise UserError(
                self.env._(
                    "Voucher %(number)s does not agree with what was decided (amount, "
                    "currency or company). Revoke it and have the case checked.",
                    number=self.name,
                )
            )

    # === VALIDITY === #
    def _validity_vals(self):
        """From today (or the entitlement's begin) for the manager's number of days,
        never beyond the entitlement."""
        entitlement = self.entitlement_id
        begin = max(self._today(), entitlement.valid_from or self._today())
        end = begin + timedelta(days=self.manager_id.validity_days)
        if entitlement.valid_until:
            end = min(end, entitlement.valid_until)
        if end < begin:
            raise UserError(
                self.env._(
                    "The entitlement of voucher %(number)s ends before it begins.",
                    number=self.name,
                )
            )
        return {"valid_from": begin, "valid_until": end}

    def _validity_seconds(self):
        """(begin of the first day, end of the last) at the issuing office, as seconds."""
        zone = pytz.timezone(self.company_id.partner_id.tz or "UTC")
        days = (self.valid_from, self.valid_until + timedelta(days=1))
        moments = [zone.localize(datetime.combine(day, time.min)) for day in days]
        return tuple(int(moment.timestamp()) for moment in moments)
