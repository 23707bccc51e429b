from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PAssistanceSettings(models.Model):
    """Company and currency of a programme, with which all its amounts must agree."""

    _inherit = "g2p.assistance.settings"

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
        for settings in self:
            company = settings.program_id.sudo().company_id  # sudo: may belong to another company
            settings.company_id = company or settings.company_id or settings.env.company

    @api.depends("company_id")
    def _compute_currency_id(self):
        for settings in self:
            settings.currency_id = settings.company_id.currency_id

    @api.constrains("program_id", "company_id", "currency_id")
    def _check_money(self):
        for settings in self:
            problem = settings._money_problem()
            if problem:
                raise ValidationError(problem)

    def _money_problem(self):
        """The first disagreement with these settings, as a sentence; or False."""
        self.ensure_one()
        settings_sudo = self.sudo()  # sudo: searches records of other companies
        return (
            settings_sudo._company_problem()
            or settings_sudo._manager_problem()
            or settings_sudo._application_problem()
            or settings_sudo._fund_problem()
            or settings_sudo._type_problem()
        )

    def _is_money_of(self, record):
        """Whether a record has these settings' company and currency."""
        same_company = self.company_id == record.company_id
        return same_company and self.currency_id == record.currency_id

    def _company_problem(self):
        program, company = self.program_id, self.company_id
        if program.company_id and program.company_id != company:
            return self.env._(
                "The programme %(program)s belongs to %(right)s, so its money must too. Choose "
                "%(right)s instead of %(company)s.",
                program=program.name,
                right=program.company_id.name,
                company=company.name,
            )
        if self.currency_id != company.currency_id:
            return self.env._(
                "%(company)s issues vouchers in %(right)s, so the programme %(program)s cannot use "
                "%(currency)s. Choose %(right)s, or a company with that currency.",
                company=company.name,
                right=company.currency_id.name,
                program=program.name,
                currency=self.currency_id.name,
            )
        return False

    def _manager_problem(self):
        manager = self.program_id._voucher_manager()
        if not manager or self._is_money_of(manager):
            return False
        return self.env._(
            "The QR voucher manager of %(program)s has %(currency)s of %(company)s. Set it to the "
            "company of the programme first.",
            program=self.program_id.name,
            currency=manager.currency_id.name,
            company=manager.company_id.name,
        )

    def _application_problem(self):
        case = self._find_other("g2p.assistance.application", [])
        return case and self.env._(
            "The programme %(program)s has applications in %(currency)s of %(company)s, such as "
            "%(application)s, which cannot change. Create a new programme for another currency or "
            "company.",
            program=self.program_id.name,
            currency=case.currency_id.name,
            company=case.company_id.name,
            application=case.name,
        )

    def _fund_problem(self):
        fund = self._find_other("g2p.assistance.fund", [("active", "=", True)])
        return fund and self.env._(
            "The fund %(fund)s has %(currency)s of %(company)s. Archive it first, and add a "
            "matching one.",
            fund=fund.name,
            currency=fund.currency_id.name,
            company=fund.company_id.name,
        )

    def _type_problem(self):
        kind = self._find_other("g2p.assistance.type", [("is_published", "=", True)])
        return kind and self.env._(
            "“%(type)s” is open for applications in %(currency)s of %(company)s. Close it first.",
            type=kind.name,
            currency=kind.currency_id.name,
            company=kind.company_id.name,
        )

    def _find_other(self, model, domain):
        """One record of the programme in another company or currency, or none."""
        return self.env[model].search(
            [
                ("program_id", "=", self.program_id.id),
                "|",
                ("company_id", "!=", self.company_id.id),
                ("currency_id", "!=", self.currency_id.id),
                *domain,
            ],
            limit=1,
        )

    # === Protection of settings in use === #

    def _is_in_use(self):
        """Whether people can apply for the programme, or have applied."""
        self.ensure_one()
        mine = [("program_id", "=", self.program_id.id)]
        open_types = self.env["g2p.assistance.type"].search_count(
            [*mine, ("is_published", "=", True)], limit=1
        )
        return bool(
            open_types or self.env["g2p.assistance.application"].search_count(mine, limit=1)
        )

    @api.model
    def _check_in_use(self, domain):
        """Refuse a change after which settings in use would no longer agree.

        Called by the programme, its voucher manager and the company.
        """
        # sudo: users who change these need not read settings
        for settings_sudo in self.sudo().search(domain):
            problem = settings_sudo._company_problem() or settings_sudo._manager_problem()
            if problem and settings_sudo._is_in_use():
                raise ValidationError(
                    self.env._(
                        "People apply for %(program)s in %(currency)s of %(company)s, so this "
                        "cannot change. Create a new programme for another currency or company.",
                        program=settings_sudo.program_id.name,
                        currency=settings_sudo.currency_id.name,
                        company=settings_sudo.company_id.name,
                    )
                )
