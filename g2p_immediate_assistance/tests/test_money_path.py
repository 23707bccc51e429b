from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_deferred.tests.common import work_off
from odoo.addons.g2p_suite_base.tests.census import SHARED, tables

from .common import AssistanceCase

#: tables whose rows belong to one person's voucher
OWN = {"g2p_voucher", "g2p_voucher_copy", "g2p_voucher_redemption", "g2p_entitlement"}
#: rows that only the process which does their work changes; others add some, without waiting
QUEUE = {"g2p_deferred"}


@tagged("post_install", "-at_install")
class TestMoneyPath(AssistanceCase):
    """Serving one person changes or locks no row shared with unrelated people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.serving.write({"user_ids": [(6, 0, cls.eve.ids)]})
        cls.env["g2p.service.provider.site"].create(
            {"name": "Main ward", "provider_id": cls.serving.id}
        )
        group = "g2p_voucher_key.group_voucher_manager"
        cls.boss = new_test_user(cls.env, "voucher boss", groups=group)

    def redeem(self, voucher, amount, key="money-path-1"):
        text = voucher.active_copy_id.payload
        return self.env["g2p.voucher"].with_user(self.eve).redeem(text, amount, key)

    def test_the_census_sees_changed_and_locked_rows(self):
        with tables(self.env) as found:
            self.fund.amount = 20000
            self.env.cr.execute("SELECT 1 FROM res_lang WHERE id = 1 FOR NO KEY UPDATE")
        self.assertLessEqual({"g2p_assistance_fund", "res_lang"}, found)

    def test_redeeming_touches_only_the_persons_own_rows(self):
        voucher = self.issued(granted=1000).voucher_id
        for amount, key in ((400, "money-path-1"), (600, "money-path-2")):
            with tables(self.env) as found:
                self.redeem(voucher, amount, key)
            self.assertEqual(found - OWN, set())
            self.assertIn("g2p_voucher", found)
        self.assertEqual((self.fund.reserved, self.fund.spent), (0, 1000))

    def test_revoking_and_reversing_touch_only_the_persons_own_rows(self):
        voucher = self.issued(granted=1000).voucher_id
        self.redeem(voucher, 400)
        with tables(self.env) as found:
            voucher.with_user(self.issuer).sudo(False).action_revoke("Given up")
        self.assertEqual(found - OWN, set())
        with tables(self.env) as found:
            line = voucher.redemption_ids.with_user(self.boss).sudo(False)
            line.action_reverse("Wrong person")
        self.assertEqual(found - OWN, set())
        self.assertEqual((self.fund.reserved, self.fund.spent), (0, 0))

    def test_new_settings_are_found_although_their_absence_was_cached(self):
        settings = self.env["g2p.assistance.settings"]
        with patch.object(type(settings), "_id_for", lambda _self, _program_id: False):
            self.assertTrue(settings._is_configured(self.program.id))

    def test_closing_expired_vouchers_touches_only_their_rows(self):
        voucher = self.issued(granted=1000).voucher_id
        late = fields.Datetime.add(fields.Datetime.to_datetime(voucher.valid_until), days=2)
        with freeze_time(late), tables(self.env) as found:
            self.env["g2p.voucher"]._cron_expire()
            work_off(self.env, channel="upkeep")
        self.assertEqual(found - OWN - QUEUE, set())
        self.assertEqual((voucher.state, self.fund.reserved), ("expired", 0))

    def member(self):
        """Another enrolled member of the programme."""
        other = self.env["res.partner"].create({"name": "Member", "is_registrant": True})
        vals = {"partner_id": other.id, "program_id": self.program.id}
        self.env["g2p.program_membership"].create(vals)

    def test_applying_and_deciding_touch_no_row_of_others(self):
        self.member()
        with tables(self.env) as found:
            application = self.submitted()
            self.assess(application)
            self.step(application, self.one).action_approve()
            self.step(application, self.two).action_approve()
        self.assertEqual(found & SHARED, set())
        with tables(self.env) as found:
            self.step(application, self.three).action_approve()
        # the fund is the one row that the last approval locks, so that money is reserved only once
        self.assertEqual(found & SHARED, {"g2p_assistance_fund"})

    def test_enrolling_reads_no_other_members(self):
        self.member()
        application = self.submitted()
        self.assess(application)
        self.step(application, self.one).action_approve()
        self.step(application, self.two).action_approve()
        members = self.program._fields["program_membership_ids"]
        read = type(members).read

        def listen(field, records):
            self.assertNotEqual(field, members, "all members are read")
            return read(field, records)

        self.env.flush_all()
        self.env.invalidate_all()
        with patch.object(type(members), "read", listen):
            self.step(application, self.three).action_approve()
            self.env.flush_all()
        self.assertTrue(self.program.have_members)

    def test_issuing_touches_no_row_of_others(self):
        application = self.approved()
        template = type(self.env["g2p.voucher.template"])
        with (
            patch.object(template, "_pdf", lambda self, values: b"%PDF-1.4\n%%EOF\n"),
            tables(self.env) as found,
        ):
            application.voucher_id.with_user(self.issuer).sudo(False).action_issue()
        self.assertEqual(found & SHARED, set())

    def test_redeeming_needs_few_queries(self):
        voucher = self.issued(granted=1000).voucher_id
        self.redeem(voucher, 1)  # fills the caches
        text, vouchers = voucher.active_copy_id.payload, voucher.with_user(self.eve).browse()
        # one of them notes what is sent to the search index, where g2p_opensearch is installed;
        # three defer the message about it, where g2p_assistance_message is
        # (one more on 17.0)
        for amount, key, most in ((9, "money-path-2", 19), (990, "money-path-3", 23)):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(most):
                vouchers.redeem(text, amount, key)
                self.env.flush_all()

    def expire(self, count, person=None):
        """Number of queries for closing this many expired vouchers of one person."""
        cases = self.env["g2p.assistance.application"].union(
            *(self.issued(granted=10, person=person) for _n in range(count))
        )
        late = fields.Datetime.to_datetime(cases.voucher_id[0].valid_until)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        with freeze_time(fields.Datetime.add(late, days=2)):
            self.env["g2p.voucher"]._cron_expire()
            work_off(self.env, channel="upkeep")
            self.env.flush_all()
        spent = self.cr.sql_log_count - before
        self.assertEqual(set(cases.voucher_id.mapped("state")), {"expired"})
        return spent, cases.registrant_id

    def test_closing_many_expired_vouchers_needs_no_more_queries_than_few(self):
        _queries, person = self.expire(1)  # fills the caches
        few, _person = self.expire(2, person)
        many, _person = self.expire(6, person)
        self.assertEqual(many, few)
        self.assertEqual(self.fund.reserved, 0)
