from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_assistance_report.tests.test_equity import EquityCase
from odoo.addons.g2p_suite_base.tools.typed import stored

from .common import AnalyticsCase

QUARTER = "2024-01-01"


@tagged("post_install", "-at_install")
class TestEquityCells(AnalyticsCase, EquityCase):
    """The cells are the report's rows; what it hides is tested beside it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cells = cls.env["g2p.search.cell"].sudo()
        cls.cells.search([]).unlink()

    def refresh(self, **groups):
        """Refresh from {group: (people, share)} of an invented quarter."""
        wanted = {
            (fields.Date.to_date(QUARTER), "Agency", "gender", group): {
                "people": people,
                "approved_share": share,
                "days": 1.5,
            }
            for group, (people, share) in groups.items()
        }
        with patch.object(type(self.cells), "_wanted", lambda _cells: wanted):
            self.cells._refresh()
        self.env.cr.flush()
        return {cell.value: cell for cell in self.cells.search([])}

    def test_the_cells_are_the_rows_of_the_report(self):
        self.decided(0, 15, 5)
        self.decided(1, 6, 6)
        self.decided(2, 2, 1)
        self.cells._refresh()
        found = self.cells.search([("quarter", "=", QUARTER), ("dimension", "=", "gender")])
        self.assertEqual(
            {cell.value: (cell.people, stored(cell.approved_share)) for cell in found},
            self.shown(),
        )
        self.assertIn(("Test a", 20), [(cell.value, cell.people) for cell in found])
        self.assertNotIn("Test c", found.mapped("value"))

    def test_groups_with_the_same_name_are_two_cells(self):
        for gender in self.genders[:2]:
            gender.value = "Alike"
        self.decided(0, 15, 5)
        self.decided(1, 6, 6)
        found = [count for key, count in self.cells._wanted().items() if key[2] == "gender"]
        self.assertEqual(sorted(values["people"] for values in found), [12, 20])

    def test_a_cell_is_a_document(self):
        cell = self.refresh(Female=(12, "58 %"))["Female"]
        self.run_jobs()
        document = self.document("equity", cell)
        self.assertEqual(
            {name: document[name] for name in document if name not in ("fold", "revision")},
            {
                "quarter": QUARTER,
                "day": QUARTER,
                "company": "Agency",
                "dimension": "gender",
                "value": "Female",
                "people": 12,
                "approved_percent": 58,
                "days_to_decision": 1.5,
            },
        )

    def test_a_share_that_the_report_hides_is_not_sent(self):
        cell = self.refresh(Female=(12, False))["Female"]
        self.run_jobs()
        self.assertNotIn("approved_percent", self.document("equity", cell))

    def test_a_share_of_nobody_is_sent(self):
        cell = self.refresh(Female=(12, "0 %"))["Female"]
        self.assertEqual(cell._percent(), 0)

    def test_rows_that_do_not_differ_are_not_sent(self):
        self.refresh(Female=(12, "58 %"), Male=(9, "61 %"))
        self.forget()
        self.refresh(Female=(12, "58 %"), Male=(9, "61 %"))
        self.assertEqual(self.noted("equity"), set())

    def test_changed_and_removed_rows_are_sent(self):
        former = self.refresh(Female=(12, "58 %"), Male=(9, "61 %"))
        ids = [former["Female"].id, former["Male"].id]
        self.forget()
        now = self.refresh(Female=(13, "58 %"))
        self.assertEqual((list(now), now["Female"].people), (["Female"], 13))
        self.assertEqual(self.noted("equity"), set(ids))

    def test_it_is_counted_once_a_month(self):
        counted = []
        self.connection.date_counted = False
        with patch.object(type(self.cells), "_refresh", lambda _cells: counted.append(1)):
            for _night in range(3):
                self.connection._count_cells()
            self.assertEqual(len(counted), 1)
            self.connection.date_counted -= timedelta(days=31)
            self.connection._count_cells()
        self.assertEqual(len(counted), 2)
