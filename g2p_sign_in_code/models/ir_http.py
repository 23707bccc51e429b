from urllib.parse import urlencode

from odoo import models
from odoo.http import request

from odoo.addons.g2p_suite_account.models.ir_http import SIGN_IN

BY_CODE = f"{SIGN_IN}/id"


class IrHttp(models.AbstractModel):
    """A code is one of the ways to show who one is."""

    _inherit = "ir.http"

    @classmethod
    def _proof_ways(cls, way):
        ways = super()._proof_ways(way)
        if request.env["g2p.sign.in.code"]._channels():
            name = request.env._("With your ID number and a code")
            ways.append((cls._by_code_link(way), name))
        return ways

    @classmethod
    def _by_code_link(cls, way):
        """The page for the ID number, from which people come back to the path."""
        return f"{BY_CODE}?{urlencode({'redirect': way})}" if way else BY_CODE
