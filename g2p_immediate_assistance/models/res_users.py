from odoo import models


class ResUsers(models.Model):
    """Applicants' accounts that are closed while a case is running."""

    _inherit = "res.users"

    def _office_groups(self):
        here = "g2p_immediate_assistance.group_assistance_"
        return [
            *super()._office_groups(),
            *(here + role for role in ("officer", "manager", "auditor")),
            "g2p_immediate_assistance.group_programme_manager",
            "g2p_multistage_approval.group_approval_manager",
            "g2p_multistage_approval.group_approval_auditor",
            "g2p_registry_ext.group_registry_identity_reader",
        ]

    def _running_applications(self):
        mine = [("applicant_user_id", "in", self.ids)]
        return self.env["g2p.assistance.application"]._running(mine)

    def _open_matters(self):
        matters = super()._open_matters()
        running = self._running_applications()
        if running:
            matters.append(
                self.env._(
                    "Application %(numbers)s is still open. Withdraw it, or wait until it is "
                    "decided and its voucher is used or has expired.",
                    numbers=running._numbers(),
                )
            )
        return matters

    def _on_account_closed(self):
        result = super()._on_account_closed()
        mine = [("applicant_user_id", "in", self.ids), ("state", "=", "draft")]
        drafts = self.env["g2p.assistance.application"].search(mine)
        drafts._set_state("withdrawn")
        for draft in drafts:
            draft._message_log(body=self.env._("Withdrawn: the applicant deleted their account."))
        return result

    def _on_archived(self):
        result = super()._on_archived()
        for application in self._running_applications():
            application._message_log(
                body=self.env._(
                    "The applicant's account was archived, so they cannot sign in. The case "
                    "continues; an administrator can restore the account."
                )
            )
        return result
