from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import config

from ..tools import addresses


class G2PVoucherKey(models.Model):
    """The address of a key: chosen when it is generated, with a warning if it looks wrong."""

    _inherit = "g2p.voucher.key"

    issuer_warning = fields.Text("About the address", compute="_compute_issuer_warning")

    @api.depends("issuer_uri", "company_id")
    def _compute_issuer_warning(self):
        for key in self:
            key.issuer_warning = self._address_warnings(key.issuer_uri, key.company_id)

    @api.model
    def _clean_address(self, address):
        """The address in the form that a key stores."""
        try:
            return addresses.clean(address)
        except (ValueError, AttributeError):  # no text
            raise UserError(
                self.env._(
                    "Enter the address as https:// and the name of the server, with a port if it "
                    "needs one and nothing after it, such as https://aid.example.org."
                )
            ) from None

    @api.model
    def _address_warnings(self, address, company):
        """Sentences on what looks wrong with an address; False if nothing does."""
        try:
            address = addresses.clean(address or "")
        except ValueError:
            return False  # reported when it is used
        warnings = self._warnings_on_address(address)
        mismatches = self._warnings_on_mismatch(address, company)
        return "\n".join([*warnings, *mismatches]) or False

    @api.model
    def _warnings_on_address(self, address):
        _ = self.env._
        if addresses.is_local(address):
            yield _(
                "%(address)s is reachable only from this machine or its own network: "
                "telephones outside reach neither the scanner nor the links that are sent.",
                address=address,
            )
        if address.startswith("http:"):
            yield _(
                "It begins with http: telephones do not open the camera there, and the links can "
                "be read on the way. Use https."
            )

    @api.model
    def _warnings_on_mismatch(self, address, company):
        """Warnings if the server or the browser uses another address."""
        _ = self.env._
        server, page = company.get_base_url(), self._address_of_page()
        if not addresses.same(address, server):
            yield _(
                "The server calls itself %(server)s (system parameter web.base.url).", server=server
            )
        if page and not addresses.same(address, page):
            yield _("Your browser shows this page at %(page)s.", page=page)
        if self._is_proxy_unknown():
            yield _(
                "There is a proxy before this server that Odoo does not know: set "
                "proxy_mode = True in its configuration file, or it takes https for http."
            )

    @api.model
    def _address_of_page(self):
        """The address that the browser requested; False outside a request."""
        return request.httprequest.host_url.rstrip("/") if request else False

    @api.model
    def _is_proxy_unknown(self):
        """Whether this request came through a proxy that is missing from Odoo's configuration."""
        forwarded = request and "X-Forwarded-Host" in request.httprequest.headers
        return bool(forwarded and not config["proxy_mode"])
