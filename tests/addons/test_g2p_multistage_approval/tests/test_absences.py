from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .attack import MANAGER, AttackCase
from .common import INTERNAL

MODEL = "g2p.approval.delegation"
FIXED = "Officer, substitute, first day and company of an absence cannot be changed"
ENDED = "This absence has ended"
RULE = "Absence of an Officer"


@tagged("post_install", "-at_install")
class TestAbsences(AttackCase):
    """The author of an absence is recorded, and the absence counts in its company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls.manager(cls, "boss")
        cls.here = cls.env.company
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.foreign = new_test_user(
            cls.env, "approval foreign", f"{INTERNAL},{MANAGER}",
            company_ids=[(6, 0, cls.elsewhere.ids)], company_id=cls.elsewhere.id,
        )  # fmt: skip

    def vals(self, officer, delegate, start=0, end=9, **values):
        today = fields.Date.today()
        return {
            "user_id": officer.id,
            "delegate_id": delegate.id,
            "date_from": str(today + timedelta(days=start)),
            "date_to": str(today + timedelta(days=end)),
            "reason": "Leave",
            **values,
        }

    def absence(self, by, *people, **values):
        made = self.call(by, MODEL, "create", self.vals(*people, **values))
        return self.env[MODEL].browse(made)

    def works_in_both(self, *users):
        for user in users:
            user.company_ids |= self.elsewhere

    # === An edit is a new absence === #

    def test_its_identity_cannot_be_changed(self):
        row = self.absence(self.first, self.first, self.outsider)
        others = (
            {"user_id": self.second.id},
            {"delegate_id": self.second.id},
            {"date_from": str(fields.Date.today() - timedelta(days=3))},
            {"company_id": False},
            {"company_id": self.elsewhere.id},
        )
        for user in (self.first, self.boss):
            for vals in others:
                self.refused_with("UserError", FIXED, user, row, "write", vals)
        with self.assertRaisesRegex(UserError, FIXED):
            row.sudo().write({"delegate_id": self.second.id})

    def test_an_import_does_not_change_it(self):
        row = self.absence(self.first, self.first, self.outsider)
        columns = [".id", "delegate_id/.id"]
        data = [[str(row.id), str(self.second.id)]]
        answer = self.call(self.boss, MODEL, "load", columns, data)
        self.assertFalse(answer["ids"])
        self.assertIn(FIXED, answer["messages"][0]["message"])
        self.assertEqual(row.delegate_id, self.outsider)

    def test_its_words_are_corrected_and_the_same_values_are_no_change(self):
        row = self.absence(self.first, self.first, self.outsider)
        same = {"user_id": self.first.id, "date_from": str(row.date_from), "active": True}
        self.call(self.first, row, "write", {**same, "reason": "Annual leave"})
        self.assertEqual(row.reason, "Annual leave")

    def test_it_ends_earlier_and_not_later(self):
        row = self.absence(self.first, self.first, self.outsider)
        today = fields.Date.today()
        words = "An absence can end earlier"
        later = {"date_to": str(today + timedelta(days=10))}
        self.refused_with("UserError", words, self.first, row, "write", later)
        words = "The last day can be today or later"
        past = {"date_to": str(today - timedelta(days=2))}
        self.refused_with("UserError", words, self.first, row, "write", past)
        self.call(self.first, row, "write", {"date_to": str(today + timedelta(days=2))})
        self.refused_with("UserError", "can end earlier", self.first, row, "write", later)

    def test_an_ended_absence_cannot_be_reopened(self):
        row = self.absence(self.first, self.first, self.outsider)
        self.call(self.first, row, "action_end")
        self.assertTrue(row.has_ended)
        for user in (self.first, self.boss):
            self.refused_with("UserError", ENDED, user, row, "write", {"active": True})
            self.refused_with("UserError", ENDED, user, row, "action_unarchive")
        over = self.absence(self.first, self.first, self.outsider, start=-9, end=-3)
        later = {"date_to": str(fields.Date.today())}
        self.refused_with("UserError", ENDED, self.first, over, "write", later)
        self.call(self.first, over, "write", {"reason": "Annual leave"})

    def test_others_do_not_end_it(self):
        row = self.absence(self.first, self.first, self.outsider)
        for user in (self.outsider, self.second, self.foreign):
            self.refused(RULE, user, row, "action_end")

    # === The author === #

    def test_a_word_that_a_neutral_manager_edits_makes_no_substitute(self):
        self.author = self.boss
        row = self.absence(self.boss, self.first, self.outsider)
        step = self.step(self.submitted())
        self.refused("not an officer", self.outsider, step, "action_approve")
        neutral = self.manager("neutral")
        self.call(neutral, row, "write", {"reason": "Annual leave"})
        self.refused("not an officer", self.outsider, step, "action_approve")

    def test_the_author_of_an_absence_cannot_be_forged(self):
        self.author = self.boss
        step = self.step(self.submitted())
        row = self.absence(self.boss, self.first, self.outsider, create_uid=self.first.id)
        self.assertEqual(row.create_uid, self.boss)
        self.call(self.boss, row, "write", {"create_uid": self.first.id})
        self.assertEqual(row.create_uid, self.boss)
        self.refused("not an officer", self.outsider, step, "action_approve")

    def test_an_absence_without_a_known_author_does_not_count(self):
        row = self.absence(self.boss, self.first, self.outsider)
        step = self.step(self.submitted())
        self.assertFalse(step._why_not(self.outsider))
        self.env.cr.execute(
            "UPDATE g2p_approval_delegation SET create_uid = NULL WHERE id = %s", [row.id]
        )
        self.env.invalidate_all()
        self.refused("not an officer", self.outsider, step, "action_approve")

    def test_a_word_that_a_party_edits_removes_no_substitute(self):
        row = self.absence(self.first, self.first, self.outsider)
        self.author = self.boss
        step = self.step(self.submitted())
        self.call(self.boss, row, "write", {"reason": "Annual leave"})
        self.call(self.outsider, step, "action_approve")

    # === Companies === #

    def test_a_manager_of_another_company_enters_none(self):
        for values in ({}, {"company_id": self.elsewhere.id}):
            words = "does not work"
            vals = self.vals(self.first, self.outsider, **values)
            self.refused_with("ValidationError", words, self.foreign, MODEL, "create", vals)
        vals = self.vals(self.first, self.outsider, company_id=self.here.id)
        words = "Choose one of your own companies"
        self.refused_with("ValidationError", words, self.foreign, MODEL, "create", vals)

    def test_no_context_key_makes_the_absence_of_somebody_else_count_everywhere(self):
        vals = self.vals(self.first, self.outsider)
        del vals["user_id"]
        context = {"default_user_id": self.first.id, "default_company_id": False}
        made = self.call(self.boss, MODEL, "create", vals, context=context)
        self.assertEqual(self.env[MODEL].browse(made).company_id, self.here)
        context = {"allowed_company_ids": [self.here.id, self.elsewhere.id]}
        vals = self.vals(self.second, self.outsider, company_id=self.here.id)
        words = "unauthorized or invalid companies"
        self.refused(words, self.foreign, MODEL, "create", vals, context=context)

    def test_a_manager_of_another_company_neither_sees_nor_ends_it(self):
        self.works_in_both(self.first, self.outsider)
        rows = self.absence(self.boss, self.first, self.outsider)
        rows |= self.absence(self.second, self.second, self.outsider)
        rows |= self.absence(self.first, self.first, self.outsider, start=20, end=30)
        self.assertEqual(rows.mapped("company_id"), self.here)
        self.assertFalse(rows[2].company_id)
        self.assertFalse(self.call(self.foreign, MODEL, "search", []))
        for row in rows:
            self.refused(RULE, self.foreign, row, "read", ["delegate_id"])
            self.refused(RULE, self.foreign, row, "write", {"active": False})
            self.refused(RULE, self.foreign, row, "action_end")

    def test_it_counts_for_the_cases_of_its_company_only(self):
        self.works_in_both(self.first, self.outsider)
        self.absence(self.foreign, self.first, self.outsider)
        step = self.step(self.submitted())
        self.refused("not an officer", self.outsider, step, "action_approve")
        self.assertFalse(self.call(self.outsider, "g2p.approval.step", "search", []))
        self.absence(self.boss, self.first, self.outsider)
        self.assertEqual(self.call(self.outsider, "g2p.approval.step", "search", []), step.ids)
        self.call(self.outsider, step, "action_approve")

    def test_the_absence_of_oneself_counts_in_all_their_companies(self):
        self.works_in_both(self.first, self.outsider)
        row = self.absence(self.first, self.first, self.outsider)
        self.assertFalse(row.company_id)
        self.call(self.outsider, self.step(self.submitted()), "action_approve")

    def test_two_absences_at_once_are_of_two_companies(self):
        self.works_in_both(self.first, self.outsider)
        self.absence(self.foreign, self.first, self.outsider)
        self.absence(self.boss, self.first, self.outsider)
        words = "This officer already has a substitute on these days"
        for by in (self.first, self.boss):
            vals = self.vals(self.first, self.outsider)
            self.refused_with("ValidationError", words, by, MODEL, "create", vals)

    # === Days === #

    def test_it_counts_by_the_day_of_the_office(self):
        self.here.partner_id.tz = "Pacific/Auckland"
        with freeze_time("2026-05-01 10:00:00"):
            step = self.step(self.submitted())
            vals = {"date_from": "2026-05-02", "date_to": "2026-05-02"}
            row = self.env[MODEL].with_user(self.first)
            row.create({**self.vals(self.first, self.outsider), **vals})
            self.assertIn("not an officer", step._why_not(self.outsider))
        with freeze_time("2026-05-01 13:00:00"):  # the second of May in Auckland
            self.assertFalse(step._why_not(self.outsider))
        with freeze_time("2026-05-02 13:00:00"):
            self.assertIn("not an officer", step._why_not(self.outsider))
