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

    def _public_rows(self, program):
        """(name, note, places) of each, for everybody; nothing else of a provider is public."""
        return [
            {
                "name": provider.name,
                "note": provider.public_note or "",
                "places": [
                    ": ".join(filter(None, (site.name, site.place)))
                    for site in provider.site_ids
                    if not site.program_ids or program in site.program_ids
                ],
            }
            for provider in self
        ]
