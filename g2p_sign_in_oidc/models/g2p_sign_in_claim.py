from odoo import api, fields, models
from odoo.exceptions import ValidationError

TARGETS = [
    ("name", "Full name"),
    ("family_name", "Family name"),
    ("given_name", "Given name"),
    ("addl_name", "Additional name"),
    ("birthdate", "Date of birth"),
    ("gender", "Gender"),
    ("phone", "Telephone (as stated)"),
    ("street", "Street"),
    ("city", "City"),
    ("zip", "Postal code"),
]


class G2PSignInClaim(models.Model):
    """Which claim of a provider becomes which value of a new registrant."""

    _name = "g2p.sign.in.claim"
    _description = "Claim of an ID Provider"
    _inherit = ["g2p.company.mixin", "g2p.audit.mixin"]
    _order = "provider_id, sequence, id"
    _rec_name = "claim"

    _audit_fields = ("provider_id", "claim", "target")

    provider_id = fields.Many2one(
        "g2p.sign.in.provider", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    claim = fields.Char(
        required=True,
        help="Its name, such as given_name; of a value inside another address.locality, in a "
        "language name#fr.",
    )
    target = fields.Selection(TARGETS, "Value", required=True)

    _target_unique = models.Constraint(
        "UNIQUE(provider_id, target)", "A value comes from one claim."
    )

    @api.constrains("claim")
    def _check_claim(self):
        for line in self:
            if not line.claim.strip() or len(line.claim) > 100 or " " in line.claim:
                raise ValidationError(self.env._("Enter the name of a claim, without blanks."))

    def _audit_company(self):
        return self.provider_id.company_id
