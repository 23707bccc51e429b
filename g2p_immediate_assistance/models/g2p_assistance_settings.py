from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from odoo.addons.g2p_suite_base.tools.caches import clear_caches


class G2PAssistanceSettings(models.Model):
    """The assistance settings of a programme: money, standing cycle and consent.

    Separate from ``g2p.program``, which every signed-in user of a real OpenG2P instance can write.
    """

    _name = "g2p.assistance.settings"
    _description = "Assistance Settings of a Programme"
    _inherit = ["g2p.audit.mixin", "g2p.company.mixin"]
    _rec_name = "program_id"

    _audit_fields = (
        "program_id",
        "company_id",
        "currency_id",
        "cycle_id",
        "consent_text",
        "consent_version",
    )

    program_id = fields.Many2one("g2p.program", "Programme", required=True, ondelete="restrict")
    cycle_id = fields.Many2one(
        "g2p.cycle",
        "Standing cycle",
        required=True,
        ondelete="restrict",
        domain="[('program_id', '=', program_id)]",
        help="The cycle in which approved applications get their entitlements.",
    )
    consent_text = fields.Text(
        translate=True,
        required=True,
        default=lambda self: self._default_consent_text(),
        help="The text that applicants agree to before they submit.",
    )
    consent_version = fields.Char(default="1", required=True)

    _program_uniq = models.Constraint(
        "UNIQUE (program_id)", "This programme already has assistance settings."
    )

    @api.model
    def _default_consent_text(self):
        return self.env._(
            "I agree that the office uses my answers and my documents to decide on this "
            "application, that it asks those whom I name about the need and its cost, and that it "
            "keeps them as long as the law requires. My answers are true."
        )

    @api.constrains("cycle_id", "program_id")
    def _check_cycle(self):
        for settings in self:
            if settings.cycle_id.program_id != settings.program_id:
                raise ValidationError(
                    self.env._("The standing cycle belongs to another programme.")
                )

    # === CRUD: the lookup of settings is cached === #
    @api.model_create_multi
    def create(self, vals_list):
        clear_caches(self.env)
        return super().create(vals_list)

    def write(self, vals):
        clear_caches(self.env)
        return super().write(vals)

    def unlink(self):
        clear_caches(self.env)
        return super().unlink()

    @api.model
    @tools.ormcache("program_id")
    def _id_for(self, program_id):
        """The id of a programme's settings, or False; cached, since bulk actions ask per case."""
        # sudo: neither officers nor applicants have a right on settings
        return self.sudo().search([("program_id", "=", program_id)], limit=1).id

    @api.model
    def _is_configured(self, program_id):
        """Whether a programme has its settings."""
        return bool(self._find_for(self.env["g2p.program"].browse(program_id)))

    @api.model
    def _find_for(self, program):
        """The settings of a programme, under sudo; may be empty."""
        settings_sudo = self.sudo()  # sudo: as in _id_for
        found_sudo = settings_sudo.browse(self._id_for(program.id) or ())
        # the cached False may be older than the settings
        return found_sudo or settings_sudo.search([("program_id", "=", program.id)], limit=1)

    @api.model
    def _for_program(self, program):
        """The settings of a programme, under sudo.

        :raises UserError: if there are none
        """
        settings_sudo = self._find_for(program)
        if not settings_sudo:
            raise UserError(
                self.env._(
                    "The programme %(program)s is not set up for applications yet. Ask the "
                    "programme manager to do it under Assistance / Configuration / Programmes.",
                    program=program.sudo().name,  # sudo: only the name of the programme
                )
            )
        return settings_sudo
