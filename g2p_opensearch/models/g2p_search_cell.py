from odoo import api, fields, models

#: a field of the cell, and of the report's row
VALUES = {"people": "decided", "approved_share": "approved_share", "days": "days_to_decision"}


class G2PSearchCell(models.Model):
    """A row of the report on equity, as it was counted this month.

    The only documents that people see who may not read cases. The report itself hides groups of few
    people (``g2p.assistance.report.equity``), so they are neither in this table nor in the index.
    A copy, because it tells the index which rows changed or are gone.
    """

    _name = "g2p.search.cell"
    _description = "Cell of the Report on Equity"
    _inherit = "g2p.search.mixin"
    _no_user_defaults = True
    _without_company = "numbers of the whole server, which only administrators see"
    _order = "quarter desc, company, dimension, value"
    _rec_name = "value"

    _analytics_kind = "equity"
    _analytics_watched = frozenset(VALUES)
    _analytics_day = "quarter"

    quarter = fields.Date("Quarter from", required=True, readonly=True)
    company = fields.Char(required=True, readonly=True)
    dimension = fields.Char(required=True, readonly=True)
    value = fields.Char("Group", required=True, readonly=True)
    people = fields.Integer(readonly=True)
    approved_share = fields.Char(readonly=True, help="Empty where the report does not show it.")
    days = fields.Float("Days to the decision", readonly=True, aggregator=None)

    _once = models.Constraint(
        "UNIQUE (quarter, company, dimension, value)", "A group has one row in each quarter."
    )

    # === BUSINESS === #

    @api.model
    def _refresh(self):
        """Copy the report, and change the rows that differ.

        Once a month: a correction of a person moves a decision between groups, and two counts close
        together would show which one.
        """
        wanted = self._wanted()
        for cell in self.search([]):
            vals = wanted.pop((cell.quarter, cell.company, cell.dimension, cell.value), None)
            if vals is None:
                cell.unlink()
            elif any(cell[name] != vals[name] for name in vals):
                cell.write(vals)
        self.create(
            [
                {"quarter": quarter, "company": company, "dimension": dimension, "value": value}
                | vals
                for (quarter, company, dimension, value), vals in wanted.items()
            ]
        )

    @api.model
    def _wanted(self):
        """{(quarter, company, dimension, group): values} of the report's rows."""
        # sudo: for all companies
        rows_sudo = self.env["g2p.assistance.report.equity"].sudo().search([])
        found = {}
        for row in rows_sudo:
            group = row.group_name
            key = (row.period, row.company_id.name, row.dimension)
            if (*key, group) in found:  # two districts may have the same name
                group = f"{group} ({row.district_id.id or row.gender_id.id})"
            found[(*key, group)] = {name: row[theirs] for name, theirs in VALUES.items()}
        return found

    # === HOOKS: of the search index === #

    def _analytics_values(self, names):
        return {
            cell.id: {
                "quarter": cell.quarter,
                "company": cell.company,
                "dimension": cell.dimension,
                "value": cell.value,
                "people": cell.people,
                "approved_percent": cell._percent(),
                "days_to_decision": cell.days,
            }
            for cell in self
        }

    def _percent(self):
        """The share as a whole number; None where the report does not show it."""
        digits = (self.approved_share or "").removesuffix("%").strip()
        return int(digits) if digits else None
