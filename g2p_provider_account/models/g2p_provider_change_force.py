from datetime import timedelta

from odoo import fields, models

from odoo.addons.g2p_deferred.tools.deferral import deferrable
from odoo.addons.g2p_suite_base.tools import moves
from odoo.addons.g2p_suite_base.tools.rows import hold


class G2PProviderChange(models.Model):
    """The consequences of a decision: cooling-off, the account in force, the active provider."""

    _inherit = "g2p.provider.change"

    # === What follows: under sudo === #

    def _confirm(self):
        """Confirm it in the name of the current user; an account after its cooling-off."""
        now = fields.Datetime.now()
        decided = {"decided_by_id": self.env.uid, "date_decided": now}
        if self.kind == "activate":
            self._write_engine(decided)
            self._activate()
            return
        hours = self.company_id.g2p_account_hours if self._is_another() else 0
        due = now + timedelta(hours=hours)
        self._set_state("confirmed", in_force_from=due, **decided)
        if hours:
            self._defer("_come_into_force", at=due)
            self._defer("_send_notice")
        else:
            self._enforce()

    def _is_another(self):
        """Whether the account differs from the present one, which may only be confirmed."""
        return (self.account_new or "") != (self.account_old or "")

    def _activate(self):
        provider, number = self.provider_id, self._expected_account()
        provider._refuse_blocked()
        provider._set_state("active")
        self._set_done()
        if number:
            people = {"requested_by_id": self.requested_by_id.id, "reason": self.name}
            decided = {"decided_by_id": self.env.uid, "date_decided": self.date_decided}
            self._record_accounts(provider, "office", **people, **decided)

    @deferrable("upkeep", chunk=10)
    def _come_into_force(self):
        """Put the accounts in force whose cooling-off is over."""
        hold(self)  # raises if one of them was withdrawn since this transaction began
        for change in self.filtered(lambda one: one.state == "confirmed"):
            if change.in_force_from <= fields.Datetime.now():
                change._enforce()
            else:
                change._defer("_come_into_force", at=change.in_force_from)

    def _enforce(self):
        if (self.provider_id.account_number or "") != (self.account_old or ""):
            self._end("withdrawn", self.env._("The account was changed in another way meanwhile."))
            return
        if self._is_another():
            self.provider_id.write({"account_number": moves.Move(self.account_new)})
        self._set_done()
        self._defer("_send_notice")

    def _end(self, state, reason):
        """Refuse or withdraw it in the name of the current user; an account stays as it is."""
        self._set_state(state, answer=reason, ended_by_id=self.env.uid)
        if self.kind == "account":
            self._defer("_send_notice")
