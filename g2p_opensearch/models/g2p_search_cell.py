from collections import defaultdict

from odoo import api, fields, models

from ..tools import bands, cells


class G2PSearchCell(models.Model):
    """A number of the report on equity: applications of a month by gender, age band or region.

    The only documents that people see who may not read cases. Cells about few people have no row
    (``tools/cells.py``), so they are neither in this table nor in the index.
    """

    _name = "g2p.search.cell"
    _description = "Cell of the Report on Equity"
    _inherit = "g2p.search.mixin"
    _no_user_defaults = True
    _without_company = "numbers of the whole server, which only administrators see"
    _order = "month desc, dimension, value"
    _rec_name = "value"

    _analytics_kind = "equity"
    _analytics_watched = frozenset({"applied", "approved", "hours"})
    _analytics_day = "month"

    month = fields.Date(required=True, readonly=True)
    dimension = fields.Selection(
        [("gender", "Gender"), ("age_band", "Age"), ("region", "Region")],
        required=True,
        readonly=True,
    )
    value = fields.Char(required=True, readonly=True)
    applied = fields.Integer(readonly=True)
    approved = fields.Integer(readonly=True, help="Zero where the number would be small.")
    hours = fields.Float("Hours until the decision", readonly=True, aggregator="avg")

    _once = models.Constraint("UNIQUE (month, dimension, value)", "A cell has one row.")

    # === BUSINESS === #

    @api.model
    def _refresh(self):
        """Count again, and change the rows that differ.

        Once a month: two counts close together would differ by single decisions.
        """
        wanted = self._count()
        for cell in self.search([]):
            vals = wanted.pop((cell.month, cell.dimension, cell.value), None)
            if vals is None:
                cell.unlink()
            elif any(cell[name] != vals[name] for name in vals):
                cell.write(vals)
        self.create(
            [
                {"month": month, "dimension": dimension, "value": value, **vals}
                for (month, dimension, value), vals in wanted.items()
            ]
        )

    @api.model
    def _count(self):
        """{(month, dimension, value): values} of the cells that can be shown."""
        tables = defaultdict(lambda: defaultdict(list))
        for facts in self._facts():
            for dimension in ("gender", "age_band", "region"):
                table = tables[facts["month"], dimension]
                table[facts[dimension]].append((facts["is_approved"], facts["hours"]))
        found = {}
        for (month, dimension), table in tables.items():
            shown = cells.shown({value: len(rows) for value, rows in table.items()})
            # neither few who were approved nor few who were not
            outcomes = {value: self._outcomes(rows) for value, rows in table.items()}
            shares = cells.shares(outcomes, shown)
            for value in shown:
                approved = outcomes[value][0] if value in shares else 0
                found[month, dimension, value] = self._vals(table[value], approved)
        return found

    @api.model
    def _outcomes(self, rows):
        """(approved, not approved)"""
        approved = sum(is_approved for is_approved, _hours in rows)
        return approved, len(rows) - approved

    @api.model
    def _vals(self, rows, approved):
        waited = [hours for _is_approved, hours in rows if hours is not None]
        enough = len(waited) >= cells.SMALLEST
        return {
            "applied": len(rows),
            "approved": approved,
            "hours": round(sum(waited) / len(waited), 1) if enough else 0.0,
        }

    @api.model
    def _facts(self):
        """Yield a dict for each application of the months that are over, a page at a time."""
        applications, last = self.env["g2p.assistance.application"], 0
        month = fields.Datetime.to_datetime(bands.month(fields.Date.today()))
        over = [("date_submitted", "<", month)]
        while True:
            page = applications.search([*over, ("id", ">", last)], order="id", limit=2000)
            if not page:
                return
            yield from page._analytics_equity_facts()
            last = page[-1].id
            self.env.invalidate_all()

    # === HOOKS: of the search index === #

    def _analytics_values(self, names):
        return {
            cell.id: {
                "month": cell.month,
                "dimension": cell.dimension,
                "value": cell.value,
                "applied": cell.applied,
                "approved": cell.approved or None,
                "hours_to_decision": cell.hours or None,
            }
            for cell in self
        }
