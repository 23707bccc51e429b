from odoo import models


class ResUsersDeletion(models.Model):
    """A registrant is not deleted with the account, by the job of the night."""

    _inherit = "res.users.deletion"

    def _is_kept(self, record):
        registrant = record._name == "res.partner" and record.is_registrant
        return registrant or super()._is_kept(record)
