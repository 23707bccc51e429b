from urllib.parse import urlencode

from odoo import models

SIGN_IN = "/assistance/sign-in"
SIGN_UP = "/assistance/sign-up"
RESET = "/assistance/reset-password"
CODE = f"{SIGN_IN}/code"
PROOF = f"{SIGN_IN}/proof"
#: Odoo's addresses in its answers, and the suite's pages in their place
ODOOS = {"/web/login/totp": CODE, "/web/login": SIGN_IN}


class IrHttp(models.AbstractModel):
    """Addresses of the sign-in pages; the suite's pages lead there, and back."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), SIGN_IN, SIGN_UP, RESET)

    @classmethod
    def _sign_in_address(cls):
        return SIGN_IN

    # === HOOKS === #

    @classmethod
    def _wishes_address(cls):
        """The page on which people choose how they get messages; empty without one."""
        return ""

    @classmethod
    def _proof_ways(cls, way):
        """The ways to show with an ID who one is, as (address, name); each leads back to the path.
        An addon with such a way adds its own."""
        return []

    @classmethod
    def _proof_link(cls, way):
        """The page that offers these ways, from which people come back to the path."""
        return f"{PROOF}?{urlencode({'redirect': way})}" if way else PROOF
