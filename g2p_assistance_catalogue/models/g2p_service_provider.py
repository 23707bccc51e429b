from odoo import fields, models


class G2PServiceProvider(models.Model):
    """The public facts of a hospital, for people before they apply; if the office shows it."""

    _inherit = "g2p.service.provider"

    _audit_fields = ("is_public", "public_note")

    is_public = fields.Boolean(
        "Shown to the public",
        help="On the pages of the kinds of assistance of its programmes: name, places, and what it "
        "gives.",
    )
    public_note = fields.Char(
        "What it gives",
        translate=True,
        help="In a few plain words, such as: operations, births, emergency at night.",
    )

    def _domain_public(self, program, search=""):
        """The providers of a programme that the office shows to the public.

        :param search: words of what `_public_rows` shows; nothing else is searched, since it could
            be guessed
        """
        domain = [
            ("program_ids", "in", program.ids),
            ("state", "=", "active"),
            ("is_public", "=", True),
            ("active", "=", True),  # independent of the caller's context
        ]
        if not search:
            return domain
        sites = self.env["g2p.service.provider.site"]._domain_public(program)
        words = ["|", ("name", "ilike", search), ("place", "ilike", search)]
        return [
            *domain,
            *("|", "|", ("name", "ilike", search), ("public_note", "ilike", search)),
            ("site_ids", "any", sites + words),
        ]

    def _find_public(self, program, search="", limit=None, offset=0):
        """They, by name."""
        domain = self._domain_public(program, search)
        return self.search(domain, order="name, id", limit=limit, offset=offset)

    def _public_rows(self, program):
        """(name, note, places) of each, for everybody; nothing else of a provider is public."""
        return [
            {
                "name": provider.name,
                "note": provider.public_note or "",
                "places": [
                    ": ".join(filter(None, (site.name, site.place)))
                    for site in provider.site_ids
                    if site._is_public(program)
                ],
            }
            for provider in self
        ]
