import time
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure
from werkzeug.datastructures import MultiDict

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from ..models.g2p_kept_form import MAX_FORMS, MAX_LENGTH, OPEN, TRIES


@tagged("post_install", "-at_install")
class TestKeptForm(HttpCase):
    """A form typed when the session had ended is kept for the same user and for some minutes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = new_test_user(cls.env, "kept ada", "base.group_portal")
        cls.eve = new_test_user(cls.env, "kept eve", "base.group_portal")
        cls.kept = cls.env["g2p.kept.form"]

    def keep(self, address="/my/page", **values):
        form = MultiDict({"phone": "0700", **values})
        return self.kept._keep(self.ada.id, address, form)

    def take(self, token, user=None):
        self.env.invalidate_all()
        return self.kept.with_user(user or self.ada)._take(token)

    def rows(self):
        self.env.invalidate_all()
        # sudo: read as the test, whatever people see
        return self.kept.sudo().search([("user_id", "=", self.ada.id)])

    def test_the_same_user_finds_it_again_also_after_reloading_the_page(self):
        token = self.keep(ids=["1", "2"])
        for _look in range(2):
            self.assertEqual(self.take(token).getlist("ids"), ["1", "2"])
            self.assertEqual(self.take(token)["phone"], "0700")

    def test_somebody_else_finds_nothing_and_it_is_gone(self):
        for other in (self.eve, self.env.ref("base.user_admin"), self.env.ref("base.public_user")):
            token = self.keep()
            self.assertEqual(self.take(token, other), MultiDict())
            self.assertEqual(self.take(token), MultiDict())
            self.assertFalse(self.rows())

    def test_a_token_that_nobody_has_brings_nothing(self):
        self.keep()
        for token in ("", "x", self.rows().digest):
            self.assertEqual(self.take(token), MultiDict())
        self.assertTrue(self.rows())

    def test_it_is_kept_for_15_minutes(self):
        token, now = self.keep(), fields.Datetime.now()
        with freeze_time(fields.Datetime.add(now, minutes=14)):
            self.assertTrue(self.take(token))
        with freeze_time(fields.Datetime.add(now, minutes=16)):
            self.assertFalse(self.take(token))
            self.kept._gc_kept_forms()
            self.assertFalse(self.rows())

    def test_no_secret_is_kept(self):
        self.keep(pin="123456", password="Secret-9", csrf_token="t0", form_of="s0")
        for secret in ("123456", "Secret-9", "t0", "s0"):
            self.assertNotIn(f'"{secret}"', self.rows().content)

    def test_one_form_of_a_page_and_few_of_a_user_are_kept(self):
        self.keep()
        newest = self.keep(phone="0711")
        self.assertEqual(len(self.rows()), 1)
        self.assertEqual(self.take(newest)["phone"], "0711")
        for number in range(2 * MAX_FORMS):
            self.keep(f"/my/page/{number}")
        self.assertEqual(len(self.rows()), MAX_FORMS)

    def test_a_form_that_is_too_long_is_not_kept(self):
        self.assertEqual(self.keep(phone="0" * MAX_LENGTH), "")
        self.assertFalse(self.rows())

    def collide(self, times):
        """Simulate others deleting the same old forms, this many times."""
        Model, left = type(self.kept), list(range(times))
        real = Model._replace

        def replace(model, vals):
            if left:
                left.pop()
                raise SerializationFailure
            return real(model, vals)

        return patch.object(Model, "_replace", replace)

    def test_forms_sent_at_the_same_moment_are_all_kept(self):
        with self.collide(TRIES - 1):
            token = self.keep()
        self.assertEqual(self.take(token)["phone"], "0700")

    def test_a_form_that_cannot_be_kept_causes_no_error(self):
        log = "odoo.addons.g2p_suite_page.models.g2p_kept_form"
        with self.collide(TRIES), self.assertLogs(log, "ERROR"):
            self.assertEqual(self.keep(), "")

    def test_a_sent_form_is_deleted(self):
        token = self.keep()
        self.kept.with_user(self.eve)._forget("/my/page")
        self.kept.with_user(self.ada)._forget("/my/other")
        self.assertTrue(self.take(token))
        self.kept.with_user(self.ada)._forget("/my/page")
        self.assertFalse(self.take(token))

    def test_nobody_reads_or_makes_one_over_rpc(self):
        self.keep()
        for user in (self.ada, self.env.ref("base.user_admin")):
            mine = self.kept.with_user(user)
            with self.assertRaises(AccessError):
                mine.search([])
            with self.assertRaises(AccessError):
                mine.create({"user_id": user.id, "address": "/", "digest": "x", "content": "{}"})

    # === The user a page is rendered for === #

    def test_a_stamp_names_its_user(self):
        stamp = self.kept.with_user(self.ada)._stamp()
        self.assertEqual(self.kept._stamped_user(stamp), self.ada.id)
        self.assertEqual(self.kept.with_user(self.env.ref("base.public_user"))._stamp(), "")

    def test_a_stamp_of_ones_own_names_nobody(self):
        uid, until, seal = self.kept.with_user(self.ada)._stamp().split(".")
        forged = (
            f"{self.eve.id}.{until}.{seal}",
            f"{uid}.{int(until) + 1}.{seal}",
            f"{uid}.{until}.{'0' * 64}",
            f"{uid}.{until}.{seal[:-1]}\u00e9",
            f"{uid}.{until}",
            f"{'9' * 5000}.{until}.{seal}",
            "\u0661.1.",
            "",
            None,
        )
        for stamp in forged:
            self.assertIsNone(self.kept._stamped_user(stamp), stamp)

    def test_a_stamp_ends_with_the_longest_session(self):
        stamp = self.kept.with_user(self.ada)._stamp()
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), seconds=OPEN + 60)):
            self.assertGreater(time.time(), int(stamp.split(".")[1]))
            self.assertIsNone(self.kept._stamped_user(stamp))
