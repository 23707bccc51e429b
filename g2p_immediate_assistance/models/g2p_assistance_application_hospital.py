from odoo import api, fields, models

#: a provider is named by its name within what was written, or the other way round, or by its code
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
    """The hospital that treats the patient, where it is a provider of the suite: who is tied to
    it does not approve alone, and issues nothing."""

    _inherit = "g2p.assistance.application"

    hospital_provider_ids = fields.Many2many(
        "g2p.service.provider",
        compute="_compute_hospital_provider_ids",
        compute_sudo=True,
        groups=fields.NO_ACCESS,
        help="Providers that the case names as its hospital.",
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
        """How the user is tied to the hospital of these cases, now or lately; or False."""
        providers_sudo = self.sudo().hospital_provider_ids  # sudo: for every user, only compared
        return user._tie_to(providers_sudo._identity()) if providers_sudo else False
