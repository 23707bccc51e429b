from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PAssistanceMoneyMixin(models.AbstractModel):
    """Money of a programme: in the company and currency of the programme's settings."""

    _name = "g2p.assistance.money.mixin"
    _description = "Money of a Programme"

    program_id = fields.Many2one("g2p.program", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )

    @api.depends("program_id")
    def _compute_company_id(self):
        for record in self:
            settings_sudo = record._program_settings()
            program_sudo = record.program_id.sudo()  # sudo: as in _program_settings
            company = settings_sudo.company_id or program_sudo.company_id or record.env.company
            record.company_id = company

    @api.depends("program_id")
    def _compute_currency_id(self):
        for record in self:
            settings_sudo = record._program_settings()
            record.currency_id = settings_sudo.currency_id or record.company_id.currency_id

    def _program_settings(self):
        """The settings of the programme, under sudo, or none."""
        # sudo: of which company they are is what is asked
        Settings_sudo = self.env["g2p.assistance.settings"].sudo()
        return Settings_sudo.search([("program_id", "=", self.program_id.id)], limit=1)

    @api.constrains("program_id", "company_id", "currency_id")
    def _check_money(self):
        for record in self:
            settings_sudo = record._program_settings()
            agrees = not settings_sudo or settings_sudo._is_money_of(record)
            if not agrees and record._has_to_agree():
                raise ValidationError(
                    self.env._(
                        "“%(name)s” is in %(currency)s of %(company)s, and the programme "
                        "%(program)s in %(right_currency)s of %(right_company)s. Choose these: "
                        "amounts of a programme have one company and one currency.",
                        name=record.display_name,
                        program=settings_sudo.program_id.name,
                        **record._money_names(),
                        right_currency=settings_sudo.currency_id.name,
                        right_company=settings_sudo.company_id.name,
                    )
                )

    def _has_to_agree(self):
        return True

    def _money_names(self):
        record_sudo = self.sudo()  # sudo: the names are needed to say what is wrong
        return {"currency": record_sudo.currency_id.name, "company": record_sudo.company_id.name}
