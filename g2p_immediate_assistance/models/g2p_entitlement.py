from odoo import fields, models
from odoo.exceptions import UserError


class G2PEntitlement(models.Model):
    """Entitlements of a configured programme need an approved application."""

    _inherit = "g2p.entitlement"

    application_ids = fields.One2many(
        "g2p.assistance.application",
        "entitlement_id",
        groups=fields.NO_ACCESS,
        help="The application behind it; a list, so that many are read at once.",
    )

    def _voucher_terms(self):
        """Take the terms from the applications' decisions, which are verified again."""
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
        """Refuse an entitlement without an application if its programme uses applications."""
        entitlement_sudo = self.sudo()  # sudo: as above, on settings and entitlements too
        settings_sudo = entitlement_sudo.env["g2p.assistance.settings"]
        if settings_sudo._is_configured(entitlement_sudo.program_id.id):
            raise UserError(
                self.env._(
                    "Entitlement %(code)s has no approved application, so it cannot have a "
                    "voucher. Cancel it and ask the person to apply, or pay it in cash while the "
                    "programme has OpenG2P's own entitlement manager.",
                    code=entitlement_sudo.code,
                )
            )

    def _application_sudo(self):
        """The application of this entitlement; may be empty."""
        return self.sudo().application_ids  # sudo: issuing officers have no right on applications
