from odoo import api, fields, models

DIMENSIONS = [("gender", "Gender"), ("age", "Age"), ("district", "District")]
AGE_BANDS = [
    ("00", "Under 18 years"),
    ("18", "18 to 34 years"),
    ("35", "35 to 49 years"),
    ("50", "50 to 64 years"),
    ("65", "65 years and older"),
]


class G2PAssistanceReportEquity(models.Model):
    """A group of at least five people whose applications were decided in a quarter that is over.

    For readers who may read no case, so the query itself keeps three promises, and no domain,
    grouping or sum over its rows gets below them:

    * a row describes at least five people, each counted once a quarter with the last decision.
      Smaller groups are one row together, with the smallest of the others where they are fewer
      than five even so: what is hidden cannot be computed from the total of another dimension;
    * a share is shown where at least five were approved and five rejected, and hidden in further
      rows until that holds for the hidden ones together, for the same reason;
    * a quarter is shown when it is over: decisions do not change afterwards, so that the difference
      between two days is no decision. What moves people to another group is in docs/analytics.md.

    There is one dimension at a time. Crossing them would make groups of one.
    """

    _name = "g2p.assistance.report.equity"
    _description = "Equity of Decisions"
    _auto = False
    _no_user_defaults = True
    _order = "period desc, company_id, dimension desc, is_rest, age_band, id"
    _rec_name = "dimension"

    company_id = fields.Many2one("res.company", readonly=True)
    period = fields.Date("Quarter from", readonly=True)
    dimension = fields.Selection(DIMENSIONS, "By", readonly=True)
    gender_id = fields.Many2one("gender.type", readonly=True)
    age_band = fields.Selection(AGE_BANDS, "Age", readonly=True)
    district_id = fields.Many2one("g2p.district", readonly=True)
    is_rest = fields.Boolean(
        "Smaller groups", readonly=True, help="Groups of fewer than five people together."
    )
    group_name = fields.Char("Group", compute="_compute_group_name")
    decided = fields.Integer(
        "People", readonly=True, aggregator=None, help="Each with the last decision."
    )
    # text, because a number that is not shown would be read as 0
    approved_share = fields.Char(
        "Approved",
        readonly=True,
        help="Empty where fewer than five were approved or fewer than five rejected, and where it "
        "would disclose the share of such a group.",
    )
    days_to_decision = fields.Float(
        "Days to the decision", readonly=True, digits=(16, 1), aggregator=None
    )

    _depends = {
        "g2p.assistance.application": [
            *("company_id", "gender_id", "birthdate", "registrant_id", "id_number_key"),
        ],
        "g2p.approval.request": ["model", "res_id", "state", "date_submitted", "date_closed"],
        "res.partner": ["district"],
    }
    # chr(37) is the percent sign, which the cursor would take for a parameter
    _table_query = """
        WITH decided AS (
            SELECT DISTINCT ON (company_id, period, person)
                a.company_id, date_trunc('quarter', r.date_closed)::date AS period, a.gender_id,
                COALESCE('p' || a.registrant_id, 'i' || a.id_number_key, 'a' || a.id) AS person,
                CASE
                    WHEN date_part('year', age(r.date_submitted, a.birthdate)) < 18 THEN '00'
                    WHEN date_part('year', age(r.date_submitted, a.birthdate)) < 35 THEN '18'
                    WHEN date_part('year', age(r.date_submitted, a.birthdate)) < 50 THEN '35'
                    WHEN date_part('year', age(r.date_submitted, a.birthdate)) < 65 THEN '50'
                    WHEN a.birthdate IS NOT NULL THEN '65'
                END AS age_band,
                p.district AS district_id, (r.state = 'approved')::int AS approved,
                EXTRACT(EPOCH FROM r.date_closed - r.date_submitted)::float / 86400 AS days
            FROM g2p_approval_request r
            JOIN g2p_assistance_application a ON a.id = r.res_id
            LEFT JOIN res_partner p ON p.id = a.registrant_id
            WHERE r.model = 'g2p.assistance.application' AND r.state IN ('approved', 'rejected')
                AND r.date_closed < date_trunc('quarter', now() AT TIME ZONE 'UTC')
            ORDER BY company_id, period, person, r.date_closed DESC, r.id DESC
        ), groups AS (
            SELECT company_id, period, gender_id, age_band, district_id,
                CASE 0 WHEN GROUPING(gender_id) THEN 'gender' WHEN GROUPING(age_band) THEN 'age'
                    ELSE 'district' END AS dimension,
                COUNT(*) AS n, SUM(approved) AS yes, SUM(days) AS days
            FROM decided
            GROUP BY GROUPING SETS ((company_id, period, gender_id),
                (company_id, period, age_band), (company_id, period, district_id))
        ), ordered AS (
            SELECT *, MIN(n) OVER whole AS least, COALESCE(SUM(n) OVER smaller, 0) AS before
            FROM groups
            WINDOW whole AS (PARTITION BY company_id, period, dimension),
                smaller AS (whole ORDER BY n, gender_id, age_band, district_id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        ), marked AS (
            SELECT *, least < 5 AND (n < 5 OR before < 5) AS is_rest FROM ordered
        ), masked AS (
            SELECT company_id, period, dimension, is_rest, n, yes, days,
                CASE WHEN NOT is_rest THEN gender_id END AS gender_id,
                CASE WHEN NOT is_rest THEN age_band END AS age_band,
                CASE WHEN NOT is_rest THEN district_id END AS district_id
            FROM marked
        ), merged AS (
            SELECT company_id, period, dimension, is_rest, gender_id, age_band, district_id,
                SUM(n) AS n, SUM(yes) AS yes, SUM(n) - SUM(yes) AS no, SUM(days) AS days
            FROM masked
            GROUP BY company_id, period, dimension, is_rest, gender_id, age_band, district_id
            HAVING SUM(n) >= 5
        ), weighed AS (
            SELECT *, LEAST(yes, no) < 5 AS is_weak, MIN(LEAST(yes, no)) OVER whole AS least,
                COALESCE(SUM(yes) OVER weaker, 0) AS yes_before,
                COALESCE(SUM(no) OVER weaker, 0) AS no_before
            FROM merged
            WINDOW whole AS (PARTITION BY company_id, period, dimension),
                weaker AS (whole ORDER BY LEAST(yes, no) >= 5, LEAST(yes, no), is_rest, gender_id,
                    age_band, district_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        )
        SELECT (row_number() OVER (ORDER BY period, company_id, dimension, is_rest, gender_id,
                age_band, district_id))::int AS id,
            company_id, period, dimension, gender_id, age_band, district_id, is_rest,
            n::int AS decided, ROUND((days / n)::numeric, 1) AS days_to_decision,
            CASE WHEN least >= 5 OR NOT (is_weak OR LEAST(yes_before, no_before) < 5)
                THEN ROUND(100 * yes / n)::int || ' ' || chr(37) END AS approved_share
        FROM weighed
    """

    @api.depends("dimension", "gender_id", "age_band", "district_id", "is_rest")
    def _compute_group_name(self):
        bands = dict(self._fields["age_band"]._description_selection(self.env))
        for row in self:
            names = {
                "gender": row.gender_id.display_name,
                "age": bands.get(row.age_band),
                "district": row.district_id.display_name,
            }
            rest = self.env._("Smaller groups together")
            row.group_name = (
                rest if row.is_rest else names.get(row.dimension) or self.env._("Unknown")
            )
