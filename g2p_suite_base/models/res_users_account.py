from odoo import api, models

from ..tools import uninstall


class ResUsers(models.Model):
    """Accounts that are closed by their holder, archived by the office, or deleted."""

    _name = "res.users"
    _inherit = ["res.users", "g2p.open.matters.mixin"]

    # === HOOKS === #

    def _on_account_closed(self):
        """Hook after the holders closed their accounts: end their drafts; under sudo."""

    def _on_archived(self):
        """Hook after the office archived these accounts, which is always possible (after a theft,
        say): note it in the history of their open matters; under sudo."""

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
            leaving.sudo()._on_archived()  # sudo: a user who archives accounts need not read cases
        return done

    @api.ondelete(at_uninstall=True)  # a context would switch it off otherwise
    def _unlink_except_open_matters(self):
        if not uninstall.is_under_way(self.env):
            self._refuse_open_matters(self.env._("This account cannot be deleted now."))
