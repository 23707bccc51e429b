from odoo import models


class ResUsers(models.Model):
    """Applicants' accounts that end while a case runs."""

    _inherit = "res.users"

    def _running_applications(self):
        mine = [("applicant_user_id", "in", self.ids)]
        return self.env["g2p.assistance.application"]._running(mine)

    def _open_matters(self):
        matters = super()._open_matters()
        running = self._running_applications()
        if running:
            matters.append(
                self.env._(
                    "Application %(numbers)s is not over. Withdraw it, or wait until it is decided "
                    "and its voucher is used or has ended.",
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
            draft._message_log(body=self.env._("Withdrawn: the person deleted the account."))
        return result

    def _on_archived(self):
        result = super()._on_archived()
        for application in self._running_applications():
            application._message_log(
                body=self.env._(
                    "The applicant's account was archived: the person cannot sign in. The case "
                    "goes on; an administrator can restore the account."
                )
            )
        return result
