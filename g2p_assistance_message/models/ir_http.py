from odoo import models

WISHES = "/assistance/sign-in/messages"


class IrHttp(models.AbstractModel):
    """Other pages lead to the wishes about messages."""

    _inherit = "ir.http"

    @classmethod
    def _wishes_address(cls):
        return WISHES
