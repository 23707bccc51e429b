from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import DummyRLock, Registry
from odoo.tests import BaseCase, get_db_name, tagged

BEFORE, AFTER = "Africa/Nairobi", "Asia/Tokyo"


@tagged("post_install", "-at_install")
class TestCaches(BaseCase):
    """Processes cache the committed value, even when it is read while it changes.

    Two real transactions, as two threads of one server have them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        lock = patch.object(Registry, "_lock", DummyRLock())
        lock.start()
        cls.addClassCleanup(lock.stop)

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            former = self._company(cr).partner_id.tz
        self.addCleanup(self._set_zone, former)
        self._set_zone(BEFORE)

    def _company(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})["res.company"].browse(1)

    def _set_zone(self, zone):
        with self.registry.cursor() as cr:
            self._company(cr).partner_id.tz = zone

    def _zone(self):
        with self.registry.cursor() as cr:
            return self._company(cr)._office_zone()

    def test_a_value_asked_for_while_it_is_changed(self):
        with self.registry.cursor() as mine:
            company = self._company(mine)
            company.partner_id.tz = AFTER
            company.env.flush_all()
            self.assertEqual(self._zone(), BEFORE)
            mine.commit()
        self.assertEqual(self._zone(), AFTER)

    def test_a_value_that_is_never_committed(self):
        with self.registry.cursor() as mine:
            company = self._company(mine)
            company.partner_id.tz = AFTER
            self.assertEqual(company._office_zone(), AFTER)
            mine.rollback()
        self.assertEqual(self._zone(), BEFORE)
