from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import config

from ..tools import addresses


class G2PVoucherKey(models.Model):
    """The address that a key names: chosen when it is made, and doubted where it looks wrong."""

    _inherit = "g2p.voucher.key"

    issuer_warning = fields.Text("About the address", compute="_compute_issuer_warning")

    @api.depends("issuer_uri", "company_id")
    def _compute_issuer_warning(self):
        for key in self:
            key.issuer_warning = self._doubts(key.issuer_uri, key.company_id)

    @api.model
    def _clean_address(self, address):
        """The address as a key keeps it."""
        try:
            return addresses.clean(address)
        except (ValueError, AttributeError):  # no text
            raise UserError(
                self.env._(
                    "Write the address as https:// and the name of the server, with a port where "
                    "it needs one and nothing after it, such as https://aid.example.org."
                )
            ) from None

    @api.model
    def _doubts(self, address, company):
        """What looks wrong with an address, in sentences; False when nothing does."""
        try:
            address = addresses.clean(address or "")
        except ValueError:
            return False  # said when it is used
        doubts = [*self._doubts_of_itself(address), *self._doubts_beside(address, company)]
        return "\n".join(doubts) or False

    @api.model
    def _doubts_of_itself(self, address):
        _ = self.env._
        if addresses.is_local(address):
            yield _(
                "%(address)s is known to this machine or its own network only: telephones outside "
                "reach neither the scanner nor the links that are sent.",
                address=address,
            )
        if address.startswith("http:"):
            yield _(
                "It begins with http: telephones open no camera there, and who listens on the way "
                "reads the links. Use https."
            )

    @api.model
    def _doubts_beside(self, address, company):
        """Other addresses by which the server goes."""
        _ = self.env._
        server, page = company.get_base_url(), self._address_of_page()
        if not addresses.same(address, server):
            yield _(
                "The server calls itself %(server)s (system parameter web.base.url).", server=server
            )
        if page and not addresses.same(address, page):
            yield _("Your browser shows this page at %(page)s.", page=page)
        if self._hides_a_proxy():
            yield _(
                "There is a proxy before this server, and Odoo was not told of it: set "
                "proxy_mode = True in its configuration file, else it takes https for http."
            )

    @api.model
    def _address_of_page(self):
        """What the browser of this request asked for; False without one."""
        return request.httprequest.host_url.rstrip("/") if request else False

    @api.model
    def _hides_a_proxy(self):
        """Whether this request came through a proxy of which Odoo was not told."""
        forwarded = request and "X-Forwarded-Host" in request.httprequest.headers
        return bool(forwarded and not config["proxy_mode"])
