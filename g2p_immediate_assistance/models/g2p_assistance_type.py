from itertools import count

from odoo import api, fields, models
from odoo.exceptions import ValidationError

URGENCY = [("normal", "Normal"), ("urgent", "Urgent"), ("emergency", "Emergency")]
RANK = {"normal": 0, "urgent": 1, "emergency": 2}
#: Codes whose address belongs to another page, such as /assistance/health or
#: /my/assistance/start/submit; a test compares them with all routes of the suite.
RESERVED = ("accessibility", "health", "id", "reset-password", "sign-in", "sign-up", "submit")


class G2PAssistanceType(models.Model):
    """A kind of assistance to apply for, with its ceiling and its documents."""

    _name = "g2p.assistance.type"
    _description = "Assistance Type"
    _inherit = [
        "g2p.assistance.money.mixin",
        "g2p.portal.sight.mixin",
        "g2p.audit.mixin",
        "g2p.company.mixin",
    ]
    _portal_fields = (
        "name",
        "code",
        "sequence",
        "description",
        "currency_id",
        "ceiling",
        "urgency",
        "answer_within_hours",
        "document_ids",
        "is_published",
        "active",
    )
    _order = "sequence, name"

    _audit_fields = (
        "name",
        "code",
        "program_id",
        "company_id",
        "currency_id",
        "ceiling",
        "urgency",
        "policy_id",
        "voucher_label",
        "is_published",
        "active",
    )
    _audit_children = ("document_ids",)

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name in web addresses, such as SURGERY.")
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True, help="The text that people read before they apply.")
    voucher_label = fields.Char(
        "Printed on vouchers",
        translate=True,
        help="The coverage printed on the voucher. Everybody who sees the paper can read it: "
        "choose words that do not reveal an illness. Empty: “Immediate assistance”.",
    )
    ceiling = fields.Monetary(required=True, help="The highest amount that people can ask for.")
    urgency = fields.Selection(URGENCY, required=True, default="normal")
    answer_within_hours = fields.Integer("Answer within (hours)", required=True, default=72)
    policy_id = fields.Many2one(
        "g2p.approval.policy",
        "Approval procedure",
        domain=[("model", "=", "g2p.assistance.application")],
        help="Empty: the first matching procedure.",
    )
    document_ids = fields.One2many(
        "g2p.assistance.type.document", "type_id", "Documents", copy=True
    )
    is_published = fields.Boolean("Open for applications", copy=False)
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "This code is used by another type.")
    _ceiling_positive = models.Constraint("CHECK (ceiling > 0)", "The ceiling must be positive.")

    @api.constrains("code")
    def _check_code(self):
        for record in self:
            if not record.code.replace("-", "").replace("_", "").isalnum():
                raise ValidationError(
                    self.env._(
                        "A code can contain only letters, digits, - and _: %(code)s",
                        code=record.code,
                    )
                )
            if record.code in RESERVED:
                raise ValidationError(
                    self.env._(
                        "The address of the code %(code)s belongs to another page. Choose another "
                        "code.",
                        code=record.code,
                    )
                )

    def copy_data(self, default=None):
        """Give the copy, which is closed, a code and name of its own."""
        found = super().copy_data(default)
        for kind, vals in zip(self, found, strict=True):
            if "code" not in (default or {}):
                vals["code"] = kind._free_code()
            if "name" not in (default or {}):
                vals["name"] = self.env._("%(name)s (copy)", name=kind.name)
        return found

    def _free_code(self):
        """The code with the first number that makes it unique, archived types included."""
        taken = self.with_context(active_test=False).search([("code", "=like", f"{self.code}-%")])
        codes = set(taken.mapped("code"))
        numbered = (f"{self.code}-{number}" for number in count(2))
        return next(code for code in numbered if code not in codes)

    @api.constrains("policy_id", "company_id", "currency_id", "active")
    def _check_policy(self):
        """Check that the type's own procedure can decide its cases."""
        for kind in self.filtered(lambda kind: kind.policy_id and kind.active):
            # sudo: the check must not depend on the user who saves the type
            why_not = kind.policy_id.sudo()._why_not_for(
                "g2p.assistance.application", kind.company_id, kind.currency_id
            )
            if why_not:
                raise ValidationError(
                    self.env._(
                        "The chosen procedure cannot decide “%(type)s”: %(why)s. Choose another "
                        "one, or none, so that the first matching procedure decides.",
                        type=kind.name,
                        why=why_not,
                    )
                )

    def _covers(self):
        """The coverage that a voucher states, in the language of the environment; never the name of
        the type, which would reveal the illness."""
        self.ensure_one()
        return self.voucher_label or self.env._("Immediate assistance")

    @api.model
    def _published(self):
        """Types that are open for applications, the most urgent first."""
        found = self.search([("is_published", "=", True)])
        open_now = found.filtered(lambda record: not record._why_closed())
        return open_now.sorted(lambda record: -RANK[record.urgency])

    def _why_closed(self):
        """Why nobody can apply for it now, as a sentence; False if people can."""
        program_sudo = self.sudo().program_id  # sudo: people have no right on programmes
        wrong = program_sudo._wrong_state("apply", kept=False)
        if wrong is None:
            return self._why_unfinished()
        return self.env._(
            "%(reason)s You cannot apply for this assistance now. Ask the office about other "
            "assistance.",
            reason=program_sudo._sentence_state(wrong),
        )


class G2PAssistanceTypeDocument(models.Model):
    """A document that an application of a type needs."""

    _name = "g2p.assistance.type.document"
    _description = "Document of an Assistance Type"
    _inherit = ["g2p.portal.sight.mixin", "g2p.audit.mixin", "g2p.company.mixin"]
    _portal_fields = ("type_id", "sequence", "document_type_id", "required", "help")
    _order = "sequence, id"
    _rec_name = "document_type_id"

    _audit_fields = ("type_id", "document_type_id", "required")

    type_id = fields.Many2one("g2p.assistance.type", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="type_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    document_type_id = fields.Many2one("g2p.document.type", required=True, ondelete="restrict")
    required = fields.Boolean(default=True)
    help = fields.Char(translate=True, help="The exact requirement, in plain words.")
