from odoo import api, fields, models

from ..models.g2p_sign_in_claim import TARGETS
from ..tools import claims
from ..tools.refusals import Refused

SAMPLE = """{
    "sub": "an-invented-person",
    "given_name": "Amina",
    "family_name": "Yusuf",
    "birthdate": "1990/01/31",
    "gender": "female",
    "individual_id": "1234567890"
}"""


class G2PSignInPreview(models.TransientModel):
    """Shows what becomes of invented claims; nothing is registered."""

    _name = "g2p.sign.in.preview"
    _inherit = "g2p.dialog.mixin"
    _description = "Preview of Claims"

    provider_id = fields.Many2one(
        "g2p.sign.in.provider", required=True, readonly=True, ondelete="cascade"
    )
    sample = fields.Text(
        "Claims (JSON)",
        default=SAMPLE,
        help="As the provider's documentation shows them; do not paste data of real people.",
    )
    result = fields.Text(compute="_compute_result")

    @api.depends("sample", "provider_id")
    def _compute_result(self):
        for preview in self:
            try:
                found = claims.sample(preview.sample)
            except Refused:
                preview.result = self.env._("This is not a JSON object.")
            else:
                preview.result = preview._shown(found)

    def _shown(self, found):
        """The values of a registrant, a line each, and what would be compared."""
        values = self.provider_id._read_claims(found)
        labels = {**dict(TARGETS), "id_number": self.env._("ID number (compared)")}
        lines = [f"{labels[name]}: {text}" for name, text in values.items()]
        born, not_exact = claims.birth(values.get("birthdate", ""))
        if values.get("birthdate"):
            lines.append(self._sentence_birth(born, not_exact))
        if values.get("gender") and not self.provider_id._gender_of(values["gender"]):
            lines.append(self.env._("This gender is not in the registry's list: left out."))
        return "\n".join(lines) or self.env._("No claim of the list has a value here.")

    def _sentence_birth(self, born, not_exact):
        if not born:
            return self.env._("The date of birth cannot be read: left out.")
        if not_exact:
            return self.env._("Only the year of birth is known: %(year)s.", year=born.year)
        return self.env._("Born on %(date)s.", date=born.isoformat())
