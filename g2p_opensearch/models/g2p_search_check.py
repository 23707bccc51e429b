from datetime import timedelta

from odoo import api, fields, models

#: how long results are kept
KEPT = timedelta(days=400)


class G2PSearchCheck(models.Model):
    """A day on which database and index were compared; itself a document, for the dashboards."""

    _name = "g2p.search.check"
    _description = "Comparison of a Day"
    _inherit = "g2p.search.mixin"
    _no_user_defaults = True
    _without_company = "sums of the whole server, which only administrators see"
    _order = "date desc, id desc"
    _rec_name = "kind"

    _analytics_kind = "check"
    _analytics_watched = frozenset({"date"})

    kind = fields.Char(required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
    date = fields.Datetime("Compared on", required=True, readonly=True)
    count_database = fields.Integer("In the database", readonly=True)
    count_index = fields.Integer("In the index", readonly=True)
    sum_database = fields.Char("Sum in the database", readonly=True, help="In minor units.")
    sum_index = fields.Char("Sum in the index", readonly=True, help="In minor units.")
    is_equal = fields.Boolean("Equal", readonly=True, help="Numbers, sums and contents.")
    repaired = fields.Integer(
        "Sent again", readonly=True, help="Documents sent or removed because of a difference."
    )

    _day_uniq = models.Constraint("UNIQUE (kind, day)", "A day has one result.")

    @api.model
    def _replace(self, kind, results):
        """Keep the newest result of each day.

        :param dict results: {day: values}
        """
        domain = [("kind", "=", kind), ("day", "in", list(results))]
        known = {check.day: check for check in self.search(domain)}
        now = fields.Datetime.now()
        for day, vals in results.items():
            vals = {**vals, "date": now}
            if day in known:
                known[day].write(vals)
            else:
                self.create({**vals, "kind": kind, "day": day})

    @api.model
    def _remove_old(self):
        oldest = fields.Datetime.now() - KEPT
        self.search([("date", "<", oldest)], limit=10_000).unlink()

    # === HOOKS: of the search index === #

    def _analytics_values(self, names):
        return {
            check.id: {
                "checked_kind": check.kind,
                "checked_day": check.day,
                "checked_at": check.date,
                "count_database": check.count_database,
                "count_index": check.count_index,
                "sum_database": int(check.sum_database or 0),
                "sum_index": int(check.sum_index or 0),
                "is_equal": check.is_equal,
                "repaired": check.repaired,
            }
            for check in self
        }
