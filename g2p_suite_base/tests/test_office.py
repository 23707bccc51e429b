from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestOffice(TransactionCase):
    """The time zone of an office is cached, and follows its contact."""

    def test_the_zone_is_that_of_the_contact_now(self):
        office = self.env["res.company"].create({"name": "Zoned office"})
        for zone in ("Africa/Nairobi", "America/Lima", False):
            office.partner_id.tz = zone
            self.assertEqual(office._office_zone(), zone or "UTC")
        office.active = False
        office.partner_id.write({"tz": "Asia/Tokyo"})
        self.assertEqual(office._office_zone(), "Asia/Tokyo")
        office.partner_id = self.env["res.partner"].create({"name": "Moved", "tz": "Asia/Dhaka"})
        self.assertEqual(office._office_zone(), "Asia/Dhaka")

    def test_it_is_asked_for_once(self):
        office = self.env.company
        office._office_zone()
        self.env.invalidate_all()
        with self.assertQueryCount(0):
            office._office_day()
