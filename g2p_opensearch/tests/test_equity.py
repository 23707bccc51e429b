from datetime import date, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from .common import AnalyticsCase


@tagged("post_install", "-at_install")
class TestEquity(AnalyticsCase):
    def refresh(self, *groups):
        """Refresh the report from (gender, approved, number) of invented cases."""
        facts = [
            {
                "month": date(2026, 11, 1),
                "gender": gender,
                "age_band": "18-39",
                "region": "N",
                "is_approved": approved,
                "hours": 10.0,
            }
            for gender, approved, number in groups
            for _at in range(number)
        ]
        cells = self.env["g2p.search.cell"].sudo()
        cells.search([]).unlink()
        with patch.object(type(cells), "_facts", lambda _cells: iter(facts)):
            cells._refresh()
        return {
            cell.value: (cell.applied, cell.approved)
            for cell in cells.search([("dimension", "=", "gender")])
        }

    def test_large_cells_are_shown(self):
        found = self.refresh(("f", True, 10), ("f", False, 6), ("m", True, 20))
        self.assertEqual(found, {"f": (16, 10), "m": (20, 20)})

    def test_a_small_cell_is_hidden_with_the_next_one(self):
        found = self.refresh(("f", True, 10), ("m", True, 20), ("x", True, 2))
        self.assertEqual(found, {"m": (20, 20)})

    def test_a_few_who_were_refused_or_approved_are_hidden(self):
        found = self.refresh(("f", True, 10), ("f", False, 2), ("m", True, 2), ("m", False, 10))
        self.assertEqual(found, {"f": (12, 0), "m": (12, 0)})

    def test_approvals_cannot_be_the_difference(self):
        found = self.refresh(("f", True, 10), ("f", False, 6), ("m", True, 2), ("m", False, 10))
        self.assertEqual(found, {"f": (16, 0), "m": (12, 0)})

    def test_another_average_is_sent(self):
        self.refresh(("f", True, 10))
        cell = self.env["g2p.search.cell"].sudo().search([("value", "=", "f")])
        self.forget()
        cells = type(cell)
        vals = {"applied": 10, "approved": 10, "hours": 11.0}
        wanted = {(cell.month, cell.dimension, cell.value): vals}
        with patch.object(cells, "_count", lambda _cells: wanted):
            cell._refresh()
        self.assertEqual(cell.hours, 11.0)
        self.assertIn(cell.id, self.noted("equity"))

    def test_it_is_counted_once_a_month(self):
        counted = []
        self.connection.date_counted = False
        with patch.object(
            type(self.env["g2p.search.cell"]), "_refresh", lambda _cells: counted.append(1)
        ):
            for _night in range(3):
                self.connection._count_cells()
            self.assertEqual(len(counted), 1)
            self.connection.date_counted -= timedelta(days=31)
            self.connection._count_cells()
        self.assertEqual(len(counted), 2)

    def test_the_month_that_is_not_over_is_not_counted(self):
        case = self.approved()
        now = case._analytics_equity_facts()[0]["month"]
        months = {facts["month"] for facts in self.env["g2p.search.cell"].sudo()._facts()}
        self.assertNotIn(now, months)

    def test_rows_that_do_not_differ_are_not_sent(self):
        self.refresh(("f", True, 10), ("m", True, 20))
        self.forget()
        cells = self.env["g2p.search.cell"].sudo()
        counted = {
            (cell.month, cell.dimension, cell.value): {
                "applied": cell.applied,
                "approved": cell.approved,
                "hours": cell.hours,
            }
            for cell in cells.search([])
        }
        with patch.object(type(cells), "_count", lambda _cells: dict(counted)):
            cells._refresh()
        self.assertEqual(self.noted("equity"), set())

    def test_cases_are_counted_with_their_groups(self):
        case = self.approved()
        case.write({"date_submitted": case.date_submitted - timedelta(days=31)})
        facts = list(self.env["g2p.search.cell"].sudo()._facts())
        mine = case._analytics_equity_facts()[0]
        self.assertIn(mine, facts)
        self.assertEqual((mine["gender"], mine["age_band"]), ("tf", "18-39"))
        self.assertTrue(mine["is_approved"])
