from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.g2p_deferred.tools.deferral import deferrable
from odoo.addons.g2p_suite_base.tools import actions
from odoo.addons.g2p_voucher_key.const import MANAGER_GROUP

from ..const import DEFAULTS, KINDS, SHARED, SHARES


class G2PProviderPatternThreshold(models.Model):
    """From which figures on a kind of pattern is shown in a company; managers change them.

    Each row is also the unit of the nightly search: one kind in one company, in one transaction.
    """

    _name = "g2p.provider.pattern.threshold"
    _description = "Threshold of Patterns"
    _inherit = ["g2p.audit.mixin", "g2p.company.mixin", "g2p.deferred.mixin"]
    _no_user_defaults = True
    _order = "company_id, id"
    _rec_name = "kind"

    _audit_fields = (
        *("kind", "company_id", "active", "days", "least_count", "least_hits", "percent"),
        *("times", "least_providers", "minutes", "hour_from", "hour_to"),
    )

    kind = fields.Selection(KINDS, required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    active = fields.Boolean(
        "Searched", default=True, help="Without it the kind is not searched in this company."
    )
    days = fields.Integer(
        default=90, required=True, help="The period, counted back from the night."
    )
    least_count = fields.Integer(
        "Least number",
        default=20,
        required=True,
        help="Redemptions, claims or vouchers of a provider in the period: one of two is half, and "
        "says nothing.",
    )
    least_hits = fields.Integer(
        "Least unusual",
        default=5,
        required=True,
        help="So many redemptions or claims are unusual at least.",
    )
    percent = fields.Integer(default=20, required=True, help="The share that is shown at least.")
    times = fields.Float(
        "Times the usual",
        default=3.0,
        required=True,
        help="A share is shown from this multiple of the middle share of all providers. An amount "
        "is shown from this multiple of the upper quartile of all providers, or at this part of "
        "the lower one.",
    )
    least_providers = fields.Integer(
        "Providers compared",
        default=5,
        required=True,
        help="With fewer providers nothing is called usual: shares are shown by their percentage "
        "alone, and amounts are not compared.",
    )
    minutes = fields.Integer(
        default=10, required=True, help="Between the issue of a voucher and its redemption."
    )
    hour_from = fields.Float(
        "Unusual from", default=22.0, required=True, help="By the clock of the office."
    )
    hour_to = fields.Float("Until", default=5.0, required=True)
    is_share = fields.Boolean(compute="_compute_is_share")
    is_shared = fields.Boolean(compute="_compute_is_share")

    _once = models.Constraint(
        "UNIQUE(company_id, kind)", "This company already has a threshold of this kind."
    )
    _period = models.Constraint(
        "CHECK(days BETWEEN 7 AND 366)", "A period has 7 to 366 days: enter a number between them."
    )
    _numbers = models.Constraint(
        "CHECK(least_count >= 2 AND least_hits >= 1 AND least_providers >= 3 AND minutes >= 1)",
        "At least 2 redemptions, 1 unusual one, 3 providers and 1 minute are needed: enter higher "
        "numbers.",
    )
    _measures = models.Constraint(
        "CHECK(percent BETWEEN 1 AND 100 AND times >= 1)",
        "A share has 1 to 100 percent, and a multiple is 1 or more: enter such numbers.",
    )
    _hours = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_from < 24 AND hour_to >= 0 AND hour_to < 24"
        " AND hour_from <> hour_to)",
        "Hours are from 0:00 to 23:59, and the two are different: enter such hours.",
    )

    # === COMPUTE === #

    @api.depends("kind")
    def _compute_is_share(self):
        for threshold in self:
            threshold.is_share = threshold.kind in SHARES
            threshold.is_shared = threshold.kind in SHARED

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for threshold in self:
            threshold.display_name = labels.get(threshold.kind)

    # === CRUD === #

    def write(self, vals):
        if vals.keys() & {"kind", "company_id"}:
            raise AccessError(
                self.env._("Kind and company of a threshold are fixed: change its numbers.")
            )
        return super().write(vals)

    @api.model
    def _ensure(self, companies):
        """Give the companies the thresholds that they lack."""
        # sudo: the office's own setting; no user has the right to create one
        rows_sudo = self.sudo().with_context(active_test=False)
        present = {
            (row.company_id.id, row.kind)
            for row in rows_sudo.search([("company_id", "in", companies.ids)])
        }
        rows_sudo.create(
            [
                {"company_id": company.id, "kind": kind, **DEFAULTS[kind]}
                for company in companies
                for kind, _label in KINDS
                if (company.id, kind) not in present
            ]
        )

    # === ACTIONS === #

    def action_search_now(self):
        """Search with these thresholds now and not in the night; for voucher managers.

        :raises AccessError: for other users
        """
        if not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(self.env._("Only voucher managers can start a search for patterns."))
        self.check_access("write")
        self._defer("_find")
        return actions.notify(self.env._("The search begins in a moment."))

    # === CRON === #

    @api.model
    def _cron_find(self):
        """Queue the search of each kind in each company."""
        # sudo: the scheduler acts for all companies
        rows_sudo = self.sudo().with_context(active_test=False)
        rows_sudo._ensure(self.env["res.company"].sudo().search([]))  # sudo: as above
        # those that are switched off too: their patterns no longer hold
        rows_sudo.search([("company_id.active", "=", True)])._defer("_find")

    # === BUSINESS === #

    @deferrable("upkeep")
    def _find(self):
        """Search for each kind and keep what is found."""
        self.env.flush_all()  # the searches are SQL
        for threshold in self:
            found = threshold._found() if threshold.active else []
            self.env["g2p.provider.pattern"]._keep_found(threshold, found)

    def _found(self):
        """Unusual providers, as ``_keep_found`` takes them; addons with other kinds add theirs."""
        if self.is_share:
            return self._find_shares()
        return self._find_shared() if self.is_shared else self._find_prices()

    # === HELPERS === #

    def _since(self):
        """The beginning of the period."""
        return fields.Datetime.now() - timedelta(days=self.days)

    def _in_period(self):
        """SQL condition on the ledger line ``r``: of the company and the period."""
        return SQL("r.company_id = %s AND r.date >= %s", self.company_id.id, self._since())

    def _rows(self, query):
        self.env.cr.execute(query)
        return self.env.cr.fetchall()
