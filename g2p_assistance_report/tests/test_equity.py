import random
from itertools import product

from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase
from odoo.addons.g2p_immediate_assistance.tests.decided import decide
from odoo.addons.g2p_suite_base.tools.typed import stored

MODEL = "g2p.assistance.report.equity"
LEAST = 5
DAY, BEGIN = "2024-02-03", "2024-01-01"
BORN = {"00": "2015-06-01", "18": "2000-06-01", "35": "1984-06-01", "50": "1970-06-01"}


class EquityCase(AssistanceCase):
    """Decisions of a quarter that is over, and an analyst who may read no case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "g2p_immediate_assistance.group_assistance_analyst"
        cls.analyst = new_test_user(cls.env, "equity analyst", group)
        cls.genders = [
            cls.env["gender.type"].create({"code": f"Test {word}", "value": f"test {word}"})
            for word in ("a", "b", "c", "d")
        ]
        cls.north = cls.env["g2p.district"].create({"name": "Test north"})

    def northerner(self):
        person = {"name": "Person of the north", "is_registrant": True, "district": self.north.id}
        return self.env["res.partner"].create(person)

    def decided(self, gender, yes, no, day=DAY, **values):
        """Approved and rejected applications of people of one gender."""
        for state, count in (("approved", yes), ("rejected", no)):
            for _n in range(count):
                decide(self, day, state, gender_id=self.genders[gender].id, **values)

    def rows(self, *domain):
        """The rows that the analyst sees, read with an empty cache."""
        self.env.invalidate_all()
        return self.env[MODEL].with_user(self.analyst).sudo(False).search(list(domain))

    def shown(self, dimension="gender", period=BEGIN):
        """{group: (decisions, share)} of one dimension and quarter."""
        rows = self.rows(("dimension", "=", dimension), ("period", "=", period))
        return {row.group_name: (row.decided, stored(row.approved_share)) for row in rows}


@tagged("post_install", "-at_install")
class TestEquity(EquityCase):
    def test_groups_of_five_and_more_are_shown(self):
        self.decided(0, 15, 5)
        self.decided(1, 6, 6)
        self.assertEqual(self.shown(), {"Test a": (20, "75 %"), "Test b": (12, "50 %")})

    def test_days_are_the_average_of_the_group(self):
        self.decided(0, 10, 5)
        self.assertEqual(self.rows(("dimension", "=", "gender")).days_to_decision, 0.5)

    def test_age_is_that_of_the_day_of_submission(self):
        for born, count in (("2006-02-04", 5), ("2006-02-03", 6), ("1959-01-01", 7)):
            for _n in range(count):
                decide(self, DAY, "approved", birthdate=born)
        counts = {name: decided for name, (decided, _share) in self.shown("age").items()}
        expected = {"Under 18 years": 5, "18 to 34 years": 6, "65 years and older": 7}
        self.assertEqual(counts, expected)

    def test_the_district_is_the_registrants_and_else_unknown(self):
        for _n in range(6):
            self.decided(0, 1, 0, registrant_id=self.northerner().id)
        self.decided(0, 0, 7)
        found = {name: decided for name, (decided, _share) in self.shown("district").items()}
        self.assertEqual(found, {"Test north": 6, "Unknown": 7})

    def test_a_person_counts_once_a_quarter_with_the_last_decision(self):
        person = {"registrant_id": self.northerner().id}
        self.decided(0, 9, 10)
        self.decided(0, 0, 3, **person)
        self.decided(0, 1, 0, day="2024-02-04", **person)
        self.decided(0, 0, 1, day="2024-04-04", **person)
        self.assertEqual(self.shown(), {"Test a": (20, "50 %")})

    def test_each_quarter_is_for_itself(self):
        self.decided(0, 3, 0, day="2024-03-31")
        self.decided(0, 4, 0, day="2024-04-01")
        self.assertFalse(self.rows())
        self.decided(0, 2, 0, day="2024-01-01")
        self.assertEqual(set(self.rows().mapped("decided")), {5})

    def test_the_present_quarter_is_not_shown(self):
        """Otherwise the figures of two days would show one decision."""
        self.decided(0, 10, 10, day=str(fields.Date.today()))
        self.assertFalse(self.rows())

    def test_cases_in_decision_and_withdrawn_ones_do_not_count(self):
        for state in ("submitted", "withdrawn"):
            for _n in range(9):
                decide(self, DAY, state)
        self.assertFalse(self.rows())

    def test_companies_are_counted_apart(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.decided(0, 4, 0)
        self.decided(0, 9, 0, company_id=other.id)
        self.assertFalse(self.rows())  # four here, nine elsewhere
        self.analyst.company_ids += other
        found = self.env[MODEL].with_user(self.analyst)
        found = found.with_context(allowed_company_ids=self.analyst.company_ids.ids).search([])
        self.assertEqual(set(found.company_id.ids), {other.id})


@tagged("post_install", "-at_install")
class TestEquityAttacked(EquityCase):
    """Nothing that an analyst can ask for describes fewer than five people."""

    def test_a_small_group_is_hidden_with_the_smallest_of_the_others(self):
        """Otherwise the total of the ages would give it away."""
        self.decided(0, 8, 6)
        self.decided(1, 5, 5)
        self.decided(2, 1, 1)
        counts = {name: decided for name, (decided, _share) in self.shown().items()}
        self.assertEqual(counts, {"Test a": 14, "Smaller groups together": 12})

    def test_small_groups_that_are_five_together_hide_no_other(self):
        self.decided(0, 8, 6)
        self.decided(1, 2, 1)
        self.decided(2, 1, 1)
        counts = {name: decided for name, (decided, _share) in self.shown().items()}
        self.assertEqual(counts, {"Test a": 14, "Smaller groups together": 5})

    def test_many_decisions_of_one_person_are_no_group(self):
        self.decided(0, 6, 6, registrant_id=self.northerner().id)
        self.decided(1, 6, 6, id_number_key="TEST18")  # whom no officer identified
        self.assertFalse(self.rows())

    def test_fewer_than_five_in_all_are_not_shown(self):
        self.decided(0, 2, 2)
        self.assertFalse(self.rows())

    def test_a_share_of_fewer_than_five_is_hidden(self):
        self.decided(0, 50, 4)
        self.assertEqual(self.shown(), {"Test a": (54, "")})
        self.assertEqual(self.shown("age"), {"Unknown": (54, "")})

    def test_a_hidden_share_cannot_be_computed_from_the_others(self):
        self.decided(0, 20, 20)
        self.decided(1, 10, 10)
        self.decided(2, 9, 1)  # one rejected: hidden, and with it the next
        shares = {name: share for name, (_decided, share) in self.shown().items()}
        self.assertEqual(shares, {"Test a": "50 %", "Test b": "", "Test c": ""})
        self.assertEqual(self.shown("age"), {"Unknown": (70, "56 %")})

    def test_no_domain_finds_a_smaller_group(self):
        self.decided(0, 8, 6)
        self.decided(1, 2, 1)
        self.decided(2, 1, 1, birthdate=BORN["50"])
        small = self.genders[2]
        for domain in (
            [("gender_id", "=", small.id)],
            [("gender_id.code", "=", small.code)],
            [("gender_id", "in", small.ids), ("age_band", "=", "50")],
            [("age_band", "=", "50")],
            [("decided", "<", LEAST)],
            [("decided", "=", 2)],
            ["!", ("decided", ">=", LEAST)],
            [("dimension", "=", False)],
        ):
            with self.subTest(domain=domain):
                self.assertFalse(self.rows(*domain))

    def test_no_call_gets_below_five(self):
        self.decided(0, 8, 6)
        self.decided(1, 2, 1)
        self.decided(2, 1, 1)
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env[MODEL].with_user(self.analyst).sudo(False)
        counts = [row["decided"] for row in rows.search_read([], ["decided"])]
        counts += [row["decided"] for row in rows.web_search_read([], {"decided": {}})["records"]]
        counts += [row["decided"] for row in rows.search([]).read(["decided"])]
        for by in ("gender_id", "age_band", "district_id", "is_rest", "period:month", "id"):
            groups = rows._read_group([], [by], ["decided:min", "decided:sum", "decided:max"])
            counts += [number for group in groups for number in group[1:]]
        self.assertGreater(len(counts), 20)
        self.assertGreaterEqual(min(counts), LEAST)
        self.assertEqual(rows.browse(10**6).exists().ids, [])

    def test_dimensions_cannot_be_crossed(self):
        for state in (0, 1) * 9:
            person = self.northerner()
            self.decided(0, state, 1 - state, birthdate=BORN["18"], registrant_id=person.id)
        self.decided(1, 9, 9, birthdate=BORN["35"])
        rows = self.rows()
        for row in rows:
            named = [bool(row.gender_id), bool(row.age_band), bool(row.district_id)]
            self.assertLessEqual(sum(named), 1)
        crossed = rows._read_group([], ["gender_id", "age_band"], ["__count"])
        self.assertFalse([1 for gender, band, _n in crossed if gender and band])

    def test_of_random_quarters_nothing_hidden_can_be_computed(self):
        """Each number shown, and each difference of two totals, is of five or more people."""
        self.decide_at_random()
        rows = self.rows()
        self.assertTrue(rows)
        for quarter in rows.grouped("period").values():
            dimensions = quarter.grouped("dimension").values()
            totals = {sum(found.mapped("decided")) for found in dimensions}
            self.assertEqual(len(totals), 1)
            for found in dimensions:
                self.assertGreaterEqual(min(found.mapped("decided")), LEAST)
                self.assert_shares_are_safe(found)

    def decide_at_random(self):
        """Six quarters with groups of very different sizes, the same in each run."""
        dice = random.Random(18)  # noqa: S311 (no secret)
        for year, month, gender in product((2021, 2022), ("02", "05", "08"), range(4)):
            top = dice.choice((1, 4, 8, 20))
            born = BORN[dice.choice(sorted(BORN))]
            yes, no = dice.randint(0, top), dice.randint(0, top)
            self.decided(gender, yes, no, f"{year}-{month}-07", birthdate=born)

    def assert_shares_are_safe(self, rows):
        """The groups without a share: together five approved and five rejected, or all of them."""
        counted = self.counted(rows)
        hidden = rows.filtered(lambda row: not row.approved_share)
        for row in rows - hidden:
            self.assertGreaterEqual(min(counted[row]), LEAST)
        if hidden and hidden != rows:
            pairs = zip(*(counted[row] for row in hidden), strict=True)
            self.assertGreaterEqual(min(map(sum, pairs)), LEAST)

    def counted(self, rows):
        """{row: [approved, rejected]} of one dimension, counted by the test itself."""
        rest = rows.filtered("is_rest")
        groups = {self.group_of(row): row for row in rows - rest}
        found = {row: [0, 0] for row in rows}
        begin = fields.Datetime.to_datetime(rows[0].period)
        end = fields.Datetime.add(begin, months=3)
        domain = [("date_closed", ">=", begin), ("date_closed", "<", end)]
        # sudo: the test looks at the server's rows
        for request in self.env["g2p.approval.request"].sudo().search(domain):
            values = self.values_of(request._record())
            row = groups.get((rows[0].dimension, values[rows[0].dimension]), rest)
            found[row][request.state == "rejected"] += 1
        self.assertEqual([sum(found[row]) for row in rows], rows.mapped("decided"))
        return found

    def group_of(self, row):
        values = {
            "gender": row.gender_id.id,
            "age": row.age_band,
            "district": row.district_id.id,
        }
        return row.dimension, values[row.dimension]

    def values_of(self, application):
        born = str(application.birthdate)
        return {
            "gender": application.gender_id.id,
            "age": next((band for band, day in BORN.items() if day == born), False),
            "district": application.registrant_id.district.id,
        }
