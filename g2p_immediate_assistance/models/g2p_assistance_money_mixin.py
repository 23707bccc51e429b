from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PAssistanceMoneyMixin(models.AbstractModel):
    """A record with amounts of a programme, in its settings' company and currency."""

    _name = "g2p.assistance.money.mixin"
    _description = "Money of a Programme"

    program_id = fields.Many2one(
        "g2p.program", "Programme", required=True, ondelete="restrict", index=True
    )
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
        """The settings of the programme, under sudo; may be empty."""
        # sudo: they may belong to another company
        Settings_sudo = self.env["g2p.assistance.settings"].sudo()
        return Settings_sudo.search([("program_id", "=", self.program_id.id)], limit=1)

    @api.constrains("program_id", "company_id", "currency_id")
    def _check_money(self):
        for record in self:
            settings_sudo = record._program_settings()
            agrees = not settings_sudo or settings_sudo._is_money_of(record)
            if not agrees and record._must_agree():
                raise ValidationError(
                    self.env._(
                        "“%(name)s” has %(currency)s of %(company)s, but the programme %(program)s "
                        "has %(right_currency)s of %(right_company)s. Choose these: all amounts of "
                        "a programme have the same company and currency.",
                        name=record.display_name,
                        program=settings_sudo.program_id.name,
                        **record._money_names(),
                        right_currency=settings_sudo.currency_id.name,
                        right_company=settings_sudo.company_id.name,
                    )
                )

    def _must_agree(self):
        return True

    def _money_names(self):
        record_sudo = self.sudo()  # sudo: the error message needs the names
        return {"currency": record_sudo.currency_id.name, "company": record_sudo.company_id.name}
