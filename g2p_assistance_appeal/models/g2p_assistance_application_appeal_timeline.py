from odoo import fields, models

from odoo.addons.g2p_suite_base.tools.timeline import entry


class G2PAssistanceApplication(models.Model):
    """The appeal in the timeline, and its withdrawal."""

    _inherit = "g2p.assistance.application"

    # === Timeline === #

    def _timeline_of_withdrawal(self):
        return [*super()._timeline_of_withdrawal(), *self._timeline_of_appeal()]

    def _timeline_of_appeal(self):
        """The appeal's receipt, and the withdrawal of one that no officer was asked about."""
        appeal = self.appeal_id
        if not appeal._is_sent():
            return []
        rows = [entry(appeal.date_sent, self.env._("We have your appeal"), appeal.text)]
        if appeal.state == "withdrawn" and not appeal.request_id:
            rows.append(entry(appeal.date_closed, self._title_withdrawn(), state="stop"))
        return rows

    def _title_withdrawn(self):
        return self.env._("You withdrew your appeal; the first decision stands")

    def _title_of_decision(self, decision):
        if not self._appeal_of(decision.request_id):
            return super()._title_of_decision(decision)
        effect, first = decision._effect(), decision.request_id.decision_ids.sorted("id")[:1]
        if decision == first:
            return False  # the appeal itself is shown
        if effect == "reject":
            return self.env._("Your appeal was rejected")
        if effect == "cancel":
            return self._title_withdrawn()
        return super()._title_of_decision(decision)

    def _present_step(self):
        if self.state != "rejected":
            return super()._present_step()
        if self.appeal_id.state == "received":
            title = self.env._("We are finding officers who took no part in the first decision.")
            return title, ""
        if self._why_not_appealed():
            return False, ""
        title = self.env._("You can appeal until %(date)s.", date=self._day_text(self.appeal_until))
        return title, ""

    def _portal_promise(self):
        """An appeal that waits for officers keeps its promised time."""
        application_sudo = self._check_own()
        promised = application_sudo.answer_by
        if application_sudo.appeal_id.state != "received" or not promised:
            return super()._portal_promise()
        return ("by" if promised >= fields.Datetime.now() else "late"), promised

    # === Withdrawal === #

    def _portal_withdrawal(self):
        found = super()._portal_withdrawal()
        application_sudo = self._check_own()
        return {**found, "is_appeal": application_sudo._is_appeal_open()}

    def _is_appeal_open(self):
        return self.appeal_id.state in ("received", "deciding")

    def _portal_withdraw(self):
        application_sudo = self._check_own()
        if not (application_sudo.state == "rejected" and application_sudo._is_appeal_open()):
            return super()._portal_withdraw()
        application_sudo._lock_for_appeal()
        return application_sudo.appeal_id._close("withdrawn")

    def _why_not_withdrawn(self):
        return False if self._is_appeal_open() else super()._why_not_withdrawn()

    def _effects_of_withdrawal(self):
        if not self._is_appeal_open():
            return super()._effects_of_withdrawal()
        return [
            self.env._("Nobody decides your appeal. The first decision stands: rejected."),
            self.env._("You cannot appeal against it a second time; you can apply again."),
        ]
