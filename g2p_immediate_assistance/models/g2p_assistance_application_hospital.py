from odoo import api, fields, models

#: matches a provider whose name contains the answer or is contained in it, or whose code equals it
NAMED = """
    SELECT a.id, p.id
    FROM (
        SELECT id, company_id, lower(regexp_replace(trim(hospital), '\\s+', ' ', 'g')) AS hospital
        FROM g2p_assistance_application WHERE id IN %s AND hospital IS NOT NULL
    ) a
    JOIN g2p_service_provider p ON p.company_id = a.company_id AND (
        position(lower(p.name) IN a.hospital) > 0 OR lower(p.code) = a.hospital
        OR (length(a.hospital) > 3 AND position(a.hospital IN lower(p.name)) > 0)
    )
"""


class G2PAssistanceApplication(models.Model):
    """The treating hospital, if it is a provider in this system: users tied to it cannot approve
    alone and cannot issue vouchers."""

    _inherit = "g2p.assistance.application"

    hospital_provider_ids = fields.Many2many(
        "g2p.service.provider",
        compute="_compute_hospital_provider_ids",
        compute_sudo=True,
        groups=fields.NO_ACCESS,
        help="Providers that match the hospital of the application.",
    )

    @api.depends("hospital", "company_id")
    def _compute_hospital_provider_ids(self):
        found = {}
        if self.ids:
            self.flush_model(["hospital", "company_id"])
            self.env["g2p.service.provider"].flush_model(["name", "code", "company_id"])
            self.env.cr.execute(NAMED, [tuple(self.ids)])
            for case_id, provider_id in self.env.cr.fetchall():
                found.setdefault(case_id, []).append(provider_id)
        for case in self:
            case.hospital_provider_ids = self.env["g2p.service.provider"].browse(
                found.get(case._origin.id, [])
            )

    def _hospital_tie(self, user):
        """The user's present or recent tie to the hospital of these cases; or False."""
        providers_sudo = self.sudo().hospital_provider_ids  # sudo: only compared
        return user._tie_to(providers_sudo._identity()) if providers_sudo else False
