from urllib.parse import urlencode

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    """Addresses of signing in with an ID, which is one of the ways to show who one is."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), "/assistance/id")

    @classmethod
    def _proof_ways(cls, way):
        ways = super()._proof_ways(way)
        offered = request.env["g2p.sign.in.provider"]._offered(proves=True)
        if offered:
            names = ", ".join(one["name"] for one in offered)
            query = urlencode({"proof": "1", **({"redirect": way} if way else {})})
            name = request.env._("With your ID: %(names)s", names=names)
            ways.append((f"/assistance/id?{query}", name))
        return ways
