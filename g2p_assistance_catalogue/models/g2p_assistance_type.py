from odoo import fields, models

#: providers on the page of a type, and on one page of their list
FEW, MANY = 5, 20
#: names offered where people enter the hospital
OFFERED = 200


class G2PAssistanceType(models.Model):
    """The public page of a type: its criteria, and the providers of its programme."""

    _inherit = "g2p.assistance.type"
    _portal_fields = ("criteria",)

    _audit_fields = ("criteria",)

    criteria = fields.Text(
        "Who can get it",
        translate=True,
        help="In plain words, one criterion per line. People read them before they apply.",
    )

    def _criteria_lines(self):
        """The criteria as a list."""
        return [line.strip(" -•*") for line in (self.criteria or "").splitlines() if line.strip()]

    def _count_providers(self, search=""):
        """The number of public providers."""
        # sudo: as in _public_providers
        providers_sudo = self.env["g2p.service.provider"].sudo()
        domain = providers_sudo._domain_public(self.sudo().program_id, search)  # sudo: as below
        return providers_sudo.search_count(domain)

    def _public_providers(self, search="", limit=FEW, offset=0):
        """The public facts of the providers, by name; see ``_public_rows``."""
        program_sudo = self.sudo().program_id  # sudo: people have no right on programmes
        # sudo: people read no provider; only what the office shows of those it shows
        providers_sudo = self.env["g2p.service.provider"].sudo()
        found_sudo = providers_sudo._find_public(program_sudo, search, limit=limit, offset=offset)
        return found_sudo._public_rows(program_sudo)

    def _own_draft(self):
        """The signed-in person's draft of this type, which they continue; empty without one."""
        Application = self.env["g2p.assistance.application"]
        if not self.env.user._is_portal() or not Application.has_access("read"):
            return Application.browse()
        mine = [
            ("applicant_user_id", "=", self.env.uid),
            ("type_id", "=", self.id),
            ("state", "=", "draft"),
        ]
        return Application.search(mine, limit=1)
