from odoo import fields, models
from odoo.exceptions import UserError


class G2PEntitlement(models.Model):
    """An entitlement of a configured programme stands on an approved application."""

    _inherit = "g2p.entitlement"

    application_ids = fields.One2many(
        "g2p.assistance.application",
        "entitlement_id",
        groups=fields.NO_ACCESS,
        help="The application behind it, read for many entitlements at once.",
    )

    def _voucher_terms(self):
        """Answer from the applications' decisions, proved once more."""
        terms = super()._voucher_terms()
        # sudo: issuing officers have no right on applications
        applications_sudo = self.sudo().application_ids
        granted = applications_sudo._voucher_terms()
        for entitlement in self - applications_sudo.entitlement_id:
            entitlement._check_no_application_needed()
        return {one: {**terms[one], **granted.get(one, {})} for one in self}

    def _voucher_excluded_users(self):
        excluded, application_sudo = super()._voucher_excluded_users(), self._application_sudo()
        if application_sudo:
            excluded |= application_sudo._voucher_excluded_users()
        return excluded

    def _check_no_application_needed(self):
        """Refuse an entitlement without an application in a programme that has them."""
        entitlement_sudo = self.sudo()  # sudo: as above, on settings and entitlements too
        settings_sudo = entitlement_sudo.env["g2p.assistance.settings"]
        if settings_sudo._is_configured(entitlement_sudo.program_id.id):
            raise UserError(
                self.env._(
                    "No approved application stands behind entitlement %(code)s, so it cannot "
                    "have a voucher. Have the person apply and cancel it, or pay it in cash while "
                    "the programme has OpenG2P's own entitlement manager.",
                    code=entitlement_sudo.code,
                )
            )

    def _application_sudo(self):
        """The application behind this entitlement; may be empty."""
        return self.sudo().application_ids  # sudo: issuing officers have no right on applications
