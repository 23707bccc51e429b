from urllib.parse import urlsplit

from odoo import models


class G2PVoucherTemplate(models.Model):
    """Prints the address of the public check, since the QR code opens nothing by itself."""

    _inherit = "g2p.voucher.template"

    def _values(self, copy_sudo, *args, **kwargs):
        values = super()._values(copy_sudo, *args, **kwargs)
        # the key's permanent address: other users may change the parameter web.base.url
        return {**values, "check_at": self._check_at(copy_sudo.key_id.issuer_uri)}

    def _example_values(self, *args, **kwargs):
        values = super()._example_values(*args, **kwargs)
        # sudo: only its public address is read
        company = (self.company_id or self.env.company).sudo()
        return {**values, "check_at": self._check_at(company.get_base_url())}

    def _check_at(self, address):
        """The scanner's short address, as typed by people."""
        return f"{urlsplit(address).netloc}/voucher"
