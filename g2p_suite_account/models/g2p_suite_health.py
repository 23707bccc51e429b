from odoo import api, models


class G2PSuiteHealth(models.AbstractModel):
    """Whether people get the mails with which an account begins."""

    _inherit = "g2p.suite.health"

    @api.model
    def _report(self):
        """Adds the key ``accounts``: *warn* while accounts wait for a mail that cannot be sent."""
        report, own = super()._report(), self._accounts()
        status = "warn" if (report["status"], own["status"]) == ("pass", "warn") else None
        return {**report, "status": status or report["status"], "accounts": own}

    @api.model
    def _accounts(self):
        users = self.env["res.users"]
        is_open = users._get_signup_invitation_scope() == "b2c" and users._confirms_addresses()
        return {"status": "warn" if is_open and not users._can_mail() else "pass"}
