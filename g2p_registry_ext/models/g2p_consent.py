from odoo import api, fields, models
from odoo.exceptions import AccessError


class G2PConsent(models.Model):
    """A recorded consent: given by whom, for whom, to which text, when. Append-only."""

    _name = "g2p.consent"
    _description = "Consent"
    _inherit = ["g2p.portal.sight.mixin", "g2p.append.only.mixin"]
    _portal_fields = (
        "registrant_name",
        "relation",
        "purpose",
        "text",
        "text_version",
        "date",
        "withdrawn_on",
        "is_valid",
    )
    _no_user_defaults = True
    _order = "date desc, id desc"
    _rec_name = "purpose"

    partner_id = fields.Many2one(
        "res.partner", "Registrant", readonly=True, index=True, ondelete="restrict"
    )
    registrant_name = fields.Char(
        "Given for", readonly=True, help="The name as written when the consent was given."
    )
    given_by_id = fields.Many2one(
        "res.users", "Given by", required=True, readonly=True, index=True, ondelete="restrict"
    )
    relation = fields.Selection(
        [("self", "The person"), ("guardian", "Guardian"), ("helper", "Helper")],
        required=True,
        readonly=True,
        default="self",
    )
    purpose = fields.Char(required=True, readonly=True)
    text = fields.Text(required=True, readonly=True, help="The text that was shown.")
    text_version = fields.Char("Version of the text", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    withdrawn_on = fields.Datetime(readonly=True)
    is_valid = fields.Boolean(compute="_compute_is_valid")
    res_model = fields.Char("Record model", readonly=True, index=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)

    _order_idx = models.Index("(date DESC, id DESC)")

    @api.depends("withdrawn_on")
    def _compute_is_valid(self):
        for consent in self:
            consent.is_valid = not consent.withdrawn_on

    # === CRUD === #

    def _kept_sentences(self):
        return {
            "create": self.env._(
                "A consent is recorded when the person gives it. It cannot be added by hand."
            ),
            "write": self.env._("A consent cannot be changed. Withdraw it and record a new one."),
            "unlink": self.env._("A consent is kept as proof. Withdraw it instead."),
        }

    # === BUSINESS === #

    @api.model
    def _record_consent(self, owner, purpose, text, text_version, **vals):
        """Record the current user's consent on a record.

        :param owner: the record the consent belongs to
        :param vals: ``relation``, ``registrant_name``, ``partner_id`` when known
        :return: the consent, under sudo
        """
        known = {"relation", "registrant_name", "partner_id"}
        # sudo: nobody creates consents directly; the caller has checked the owner
        return self.sudo().create(
            {
                **{key: value for key, value in vals.items() if key in known},
                "given_by_id": self.env.uid,
                "purpose": purpose,
                "text": text,
                "text_version": text_version,
                "res_model": owner._name,
                "res_id": owner.id,
            }
        )

    def _withdraw(self):
        """Mark the consents as withdrawn now; only their givers may, or the engine."""
        # sudo: compares only
        if not self.env.su and any(one.given_by_id != self.env.user for one in self.sudo()):
            raise AccessError(self.env._("Only the person who gave a consent can withdraw it."))
        valid_sudo = self.sudo().filtered("is_valid")  # sudo: checked above
        valid_sudo._write_engine({"withdrawn_on": fields.Datetime.now()})

    def _link_registrant(self, registrant):
        """Set the registrant once the person is identified; never replace one."""
        unnamed_sudo = self.sudo().filtered(lambda c: not c.partner_id)  # sudo: engine only
        unnamed_sudo._write_engine({"partner_id": registrant.id})
