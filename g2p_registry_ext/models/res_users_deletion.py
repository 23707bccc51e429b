from odoo import models


class ResUsersDeletion(models.Model):
    """The nightly job that deletes an account does not delete its registrant."""

    _inherit = "res.users.deletion"

    def _is_kept(self, record):
        registrant = record._name == "res.partner" and record.is_registrant
        return registrant or super()._is_kept(record)
