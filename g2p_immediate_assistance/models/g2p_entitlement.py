from odoo import models
from odoo.exceptions import UserError


class G2PEntitlement(models.Model):
    """An entitlement of a configured programme stands on an approved application."""

    _inherit = "g2p.entitlement"

    def _voucher_authority(self):
        """Answer from the application's decisions, proved once more."""
        authority = super()._voucher_authority()
        application_sudo = self._application_sudo()
        if application_sudo:
            return {**authority, **application_sudo._voucher_authority_vals(self.sudo())}
        program_sudo = self.sudo().program_id  # sudo: as below
        settings_sudo = self.env["g2p.assistance.settings"].sudo()  # sudo: as below
        if settings_sudo._is_configured(program_sudo.id):
            raise UserError(
                self.env._(
                    "No approved application stands behind entitlement %(code)s, so it cannot "
                    "have a voucher. Have the person apply and cancel it, or pay it in cash while "
                    "the programme has OpenG2P's own entitlement manager.",
                    code=self.sudo().code,  # sudo: as above
                )
            )
        return authority

    def _application_sudo(self):
        """The application behind this entitlement; may be empty."""
        # sudo: issuing officers have no right on applications or settings
        applications_sudo = self.env["g2p.assistance.application"].sudo()
        return applications_sudo.search([("entitlement_id", "=", self.id)], limit=1)
