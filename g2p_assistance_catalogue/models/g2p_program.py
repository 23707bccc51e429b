from odoo import models


class G2PProgram(models.Model):
    """Where vouchers can be used: the providers that the office shows to the public."""

    _inherit = "g2p.program"

    def _places_to_use(self, limit):
        program_sudo = self.sudo()  # sudo: the public facts of providers, as on the type's page
        providers_sudo = program_sudo.env["g2p.service.provider"]
        shown_sudo = providers_sudo._find_public(program_sudo, limit=limit)
        rows = shown_sudo._public_rows(program_sudo)
        places = [(row["name"], "; ".join(row["places"])) for row in rows]
        return places, providers_sudo.search_count(providers_sudo._domain_public(program_sudo))
