from odoo import models
from odoo.exceptions import UserError


class IrModuleModule(models.Model):
    """An addon stays while records rest on it that are not deleted with it."""

    _inherit = "ir.module.module"

    def button_uninstall(self):
        """As Odoo's, but refuse what would leave records that nobody can work on.

        :raises UserError: with the reason, and the remedy
        """
        # what is uninstalled is known then; a refusal undoes it with the transaction
        action = super().button_uninstall()
        leaving = self.search([("state", "=", "to remove")])
        why_not = leaving._why_not_uninstalled(set(leaving.mapped("name")))
        if why_not:
            raise UserError(why_not)
        return action

    def _why_not_uninstalled(self, leaving):
        """Hook: why these addons cannot be uninstalled together now, as a sentence; else False.

        :param set leaving: their names
        """
        return False
