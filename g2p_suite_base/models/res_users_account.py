from odoo import api, models


class ResUsers(models.Model):
    """Accounts that end: by their holder, by the office, or for good."""

    _name = "res.users"
    _inherit = ["res.users", "g2p.open.matters.mixin"]

    # === HOOKS === #

    def _on_account_closed(self):
        """After the holders closed their accounts: end what was only begun; under sudo."""

    def _on_archived(self):
        """After the office archived these accounts, which it may at any time (a thief's, say):
        a line in the history of what hangs on them; under sudo."""

    # === By the holder === #

    def _deactivate_portal_user(self, **post):
        self._refuse_open_matters(self.env._("Your account cannot be deleted now."))
        done = super()._deactivate_portal_user(**post)
        self.sudo()._on_account_closed()  # sudo: the account is closed already
        return done

    # === By the office === #

    def write(self, vals):
        leaving = self.browse() if vals.get("active", True) else self.filtered("active")
        done = super().write(vals)
        if leaving:
            leaving.sudo()._on_archived()  # sudo: a user who archives need not read cases
        return done

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open_matters(self):
        self._refuse_open_matters(self.env._("This account cannot be deleted now."))
