from odoo import fields
from odoo.tests import TransactionCase, new_test_user, tagged

from ..tools import moments

NOON = "2026-11-03 12:05:00"


@tagged("post_install", "-at_install")
class TestMoments(TransactionCase):
    """A time of day is shown with its zone, in plain words."""

    def setUp(self):
        super().setUp()
        user = new_test_user(self.env, "moment_reader", groups="base.group_portal")
        self.env = self.env(user=user, context={"lang": "en_US"})
        self.office = user.company_id.sudo().partner_id  # sudo: set up here
        self.office.tz = user.sudo().tz = False  # sudo: as above

    def test_without_any_zone_it_is_utc(self):
        self.assertEqual(moments.shown(self.env, NOON), "3 Nov 2026, 12:05 UTC")

    def test_the_readers_zone_comes_before_the_offices(self):
        self.office.tz = "Asia/Kathmandu"
        self.assertEqual(moments.shown(self.env, NOON), "3 Nov 2026, 17:50 GMT+05:45")
        self.env.user.sudo().tz = "Africa/Nairobi"  # sudo: set up here
        self.assertEqual(moments.shown(self.env, NOON), "3 Nov 2026, 15:05 GMT+03:00")

    def test_the_office_may_be_another_one(self):
        other = self.env["res.company"].sudo().create({"name": "Away"})  # sudo: set up here
        other.partner_id.tz = "Asia/Tokyo"
        self.assertEqual(moments.shown(self.env, NOON, other), "3 Nov 2026, 21:05 GMT+09:00")

    def test_a_day_means_one_day_in_every_language(self):
        self.env["res.lang"].sudo()._activate_lang("fr_FR")  # sudo: set up here
        for lang, words in (("en_US", "12 May 2026"), ("fr_FR", "12 mai 2026")):
            env = self.env(context={"lang": lang})
            for day in ("2026-05-12", fields.Date.to_date("2026-05-12")):
                self.assertEqual(moments.day(env, day), words)
        self.assertEqual(moments.day(self.env, False), "")

    def test_no_moment_is_no_text(self):
        self.assertEqual(moments.shown(self.env, False), "")

    def test_pages_show_it_by_their_widget(self):
        Field = self.env["ir.qweb.field.g2p_moment"]
        self.assertEqual(Field.value_to_html(NOON, {}), "3 Nov 2026, 12:05 UTC")
        self.assertEqual(Field.value_to_html(False, {}), "")
