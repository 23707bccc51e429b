from odoo import models

SIGN_IN = "/assistance/sign-in"
SIGN_UP = "/assistance/sign-up"
RESET = "/assistance/reset-password"
CODE = f"{SIGN_IN}/code"


class IrHttp(models.AbstractModel):
    """Addresses of the sign-in pages; the suite's pages lead there, and back."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), SIGN_IN, SIGN_UP, RESET)

    @classmethod
    def _sign_in_address(cls):
        return SIGN_IN
