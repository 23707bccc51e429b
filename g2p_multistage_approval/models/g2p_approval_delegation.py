from collections import defaultdict

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError

#: fields that identify an absence; changing one would make it another absence
FIXED = ("user_id", "delegate_id", "date_from", "company_id")


class G2PApprovalDelegation(models.Model):
    """An officer's absence: between two days somebody else decides on their behalf.

    It is evaluated at each decision, so it ends by itself. It is not transitive: a substitute does
    not stand in for the officers for whom the absent officer stands in. The author of an absence
    chose the substitute, so it cannot be edited: a change is a new absence.
    """

    _name = "g2p.approval.delegation"
    _description = "Absence of an Officer"
    _inherit = ["g2p.audit.mixin"]
    _order = "date_from desc, id desc"

    _audit_fields = ("user_id", "delegate_id", "date_from", "date_to", "company_id", "active")

    user_id = fields.Many2one(
        "res.users",
        "Officer",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    delegate_id = fields.Many2one(
        "res.users",
        "Substitute",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
    )
    company_id = fields.Many2one(
        "res.company",
        index=True,
        ondelete="restrict",
        help="Applies to cases of this company. For your own absence it may be empty: then it "
        "applies in all your companies.",
    )
    date_from = fields.Date(
        "From", required=True, default=lambda self: self.env.company._office_day()
    )
    date_to = fields.Date("Until", required=True, help="The last day, included.")
    reason = fields.Char(required=True)
    active = fields.Boolean(default=True)
    has_ended = fields.Boolean(compute="_compute_has_ended")

    _dates = models.Constraint(
        "CHECK (date_to >= date_from)", "The last day is before the first one."
    )
    _another = models.Constraint(
        "CHECK (user_id <> delegate_id)", "An officer cannot be their own substitute."
    )

    @api.depends("user_id", "delegate_id")
    def _compute_display_name(self):
        for delegation in self:
            delegation.display_name = self.env._(
                "%(delegate)s for %(officer)s",
                delegate=delegation.delegate_id.name or "",
                officer=delegation.user_id.name or "",
            )

    @api.depends("active", "date_to", "company_id", "user_id")
    def _compute_has_ended(self):
        for delegation in self:
            last = delegation.date_to
            over = bool(last) and min(delegation._office_days()) > last
            delegation.has_ended = not delegation.active or over

    # === CHECKS === #

    @api.constrains("user_id", "delegate_id", "company_id")
    def _check_people(self):
        """Checked once, when the absence is entered, since these fields cannot change."""
        for delegation in self:
            if delegation.user_id.share or delegation.delegate_id.share:
                raise ValidationError(self.env._("Only officers of the agency can be substitutes."))
            if self.env.user == delegation.delegate_id != delegation.user_id:
                raise ValidationError(
                    self.env._("You cannot make yourself the substitute of somebody else.")
                )
            delegation._check_company()

    def _check_company(self):
        # sudo: the companies of other users
        company, officer, delegate = self.company_id, self.user_id.sudo(), self.delegate_id.sudo()
        if not company:
            if officer != self.env.user:
                raise ValidationError(
                    self.env._(
                        "Choose the company of the absence; only your own absence may leave "
                        "it empty."
                    )
                )
            return
        mine = self.env.user.sudo().company_ids  # sudo: as above
        if self.env.uid != SUPERUSER_ID and company not in mine:
            raise ValidationError(self.env._("Choose one of your own companies."))
        if company not in officer.company_ids & delegate.company_ids:
            raise ValidationError(
                self.env._(
                    "The absence would apply to %(company)s, where the officer or the substitute "
                    "does not work. Choose another company or person.",
                    company=company.name,
                )
            )

    @api.constrains("user_id", "date_from", "date_to", "active", "company_id")
    def _check_one_at_a_time(self):
        for delegation in self.filtered("active"):
            same_time = [
                ("id", "!=", delegation.id),
                ("active", "=", True),
                ("user_id", "=", delegation.user_id.id),
                ("date_from", "<=", delegation.date_to),
                ("date_to", ">=", delegation.date_from),
            ]
            if delegation.company_id:
                same_time += [("company_id", "in", (delegation.company_id.id, False))]
            # sudo: a manager may have entered other rows of the officer
            if self.sudo().search_count(same_time, limit=1):
                raise ValidationError(
                    self.env._("This officer already has a substitute on these days.")
                )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_own_vals(vals) for vals in vals_list])

    @api.model
    def _prepare_own_vals(self, vals):
        """The values with a company: an officer's only one, or a manager's current one."""
        vals = self._add_missing_default_values(vals)
        if vals.get("company_id"):
            return vals
        companies = self.env.company
        if vals.get("user_id") == self.env.uid:
            companies = self.env.user.sudo().company_ids  # sudo: own companies, active or not
        return {**vals, "company_id": companies.id if len(companies) == 1 else False}

    def write(self, vals):
        self.check_access("write")  # the checks below would disclose the row
        for delegation in self:
            delegation._check_edit(vals)
        return super().write(vals)

    def _check_edit(self, vals):
        """Refuse changes that make it another absence; for every user, the superuser too."""
        if any(name in vals and self._is_other(name, vals[name]) for name in FIXED):
            raise UserError(
                self.env._(
                    "Officer, substitute, first day and company of an absence cannot be changed. "
                    "End it and enter a new one."
                )
            )
        moved = "date_to" in vals and self._is_other("date_to", vals["date_to"])
        revived = vals.get("active") and not self.active
        if revived or (moved and self.has_ended):
            raise UserError(self.env._("This absence has ended. Enter a new one."))
        if moved:
            self._check_earlier_end(fields.Date.to_date(vals["date_to"]))

    def _check_earlier_end(self, day):
        if not day or day > self.date_to:
            raise UserError(
                self.env._("An absence can end earlier. For later days enter a new one.")
            )
        if day < max(self._office_days()):
            raise UserError(
                self.env._("The last day can be today or later. To stop the absence now, end it.")
            )

    def _is_other(self, name, value):
        """Whether writing the value would change the field."""
        if self._fields[name].type == "date":
            return fields.Date.to_date(value) != self[name]
        return (value or False) != self[name].id

    def action_end(self):
        """End the absence at once: its substitute stops standing in. It stays in the list of ended
        ones; if it was ended by mistake, a new one must be entered."""
        self.check_access("write")
        return self.write({"active": False})

    # === Lookup === #

    def _companies(self):
        """The companies in whose cases the row counts (under sudo)."""
        own = self.create_uid.id in (self.user_id.id, SUPERUSER_ID)
        everywhere = self.user_id.company_ids if own else self.env["res.company"]
        return self.company_id or everywhere

    def _office_days(self):
        """Today's dates at the offices where the row counts; for an empty row, the server's."""
        companies = self.sudo()._companies()  # sudo: companies of the officer
        return [company._office_day() for company in companies] or [fields.Date.today()]

    def _counts_in(self, company):
        """Whether the row (under sudo) counts today, by the day of that company's office."""
        return (
            company in self._companies() and self.date_from <= company._office_day() <= self.date_to
        )

    @api.model
    def _near_sudo(self, domain):
        """Rows in force in any time zone, under sudo: they count for every user."""
        today = fields.Date.today()
        days = [
            ("date_from", "<=", fields.Date.add(today, days=1)),
            ("date_to", ">=", fields.Date.subtract(today, days=1)),
        ]
        # active: independent of the caller's context
        # sudo: absences of others count for every caller
        return self.sudo().search([*domain, *days, ("active", "=", True)])

    @api.model
    def _of_step(self, user, step):
        """Rows (under sudo) by which the user stands in for somebody in the case of a step."""
        company = step.sudo().request_id.company_id  # sudo: rules cover the whole case
        return self._near_sudo([("delegate_id", "=", user.id)]).filtered(
            lambda row: row._counts_in(company) and row._is_neutral_in(step)
        )

    @api.model
    def _principals_by_company(self, user):
        """{company: officers} for whom the user stands in today, in any case."""
        found = defaultdict(self.env["res.users"].browse)
        for row in self._near_sudo([("delegate_id", "=", user.id)]):
            for company in row._companies().filtered(row._counts_in):
                found[company] |= row.user_id.sudo(False)
        return found

    def _chooser(self):
        """The user who chose the substitute, if not the officer; empty for the server."""
        return self.create_uid - self.user_id - self.env["res.users"].browse(SUPERUSER_ID)

    def _is_neutral_in(self, step):
        """Whether the substitute was chosen by somebody without an interest in the case who did not
        judge it.

        A row without a known author (their account was deleted) does not count.
        """
        known = bool(self.create_uid)
        return known and not any(step._why_not_chooser(user) for user in self._chooser())

    @api.model
    def _delegates_of(self, users):
        """The substitutes of these users today, in any company."""
        if not users:
            return users
        rows = self._near_sudo([("user_id", "in", users.ids)])
        counting = rows.filtered(lambda row: row._companies().filtered(row._counts_in))
        return counting.delegate_id.sudo(False)
