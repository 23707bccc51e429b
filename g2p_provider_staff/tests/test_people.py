from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase

from .common import StaffFixture

NOT_YOURSELF = (
    "You cannot give yourself a role. Ask another administrator of Hospital H1, or the programme "
    "office."
)
LAST = "Hospital H2 needs an administrator. Name another one first, or ask the programme office."


@tagged("post_install", "-at_install")
class TestPeople(StaffFixture, VoucherCase):
    """Administrators manage the people of their provider."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_staff()

    def test_an_administrator_changes_roles_at_once(self):
        row = self._row(self.desk_clerk)
        self._as(self.boss)._portal_set_roles(row.id, ["claims", "administrator"])
        self.assertEqual(self._roles_of(self.desk_clerk), {"claims", "administrator"})
        self.assertFalse(self.desk_clerk._may_serve())
        self.assertTrue(self.desk_clerk._may_claim())

    def test_an_administrator_removes_somebody_at_once(self):
        row = self._row(self.desk_clerk)
        self._as(self.boss)._portal_remove(row.id)
        self.assertNotIn(self.desk_clerk, self.provider.user_ids)
        self.assertFalse(self._row(self.desk_clerk))
        self.assertFalse(self.desk_clerk._may_serve())
        self.assertTrue(self.desk_clerk.active)

    def test_nobody_else_manages_people(self):
        row = self._row(self.desk_clerk)
        for user in (self.staff, self.desk_clerk, self.biller, self.visitor, self.manager):
            providers = self._as(user)
            for method, args in (
                ("_portal_set_roles", (row.id, ["claims"])),
                ("_portal_remove", (row.id,)),
                ("_portal_people", ()),
            ):
                with self.assertRaises(AccessError):
                    getattr(providers, method)(*args)
        self.assertEqual(self._roles_of(self.desk_clerk), {"clerk"})

    def test_a_foreign_administrator_finds_nobody(self):
        row = self._row(self.desk_clerk)
        for method, args in (("_portal_set_roles", (["claims"],)), ("_portal_remove", ())):
            with self.assertRaisesRegex(UserError, "does not belong to the staff of Hospital H2"):
                getattr(self._as(self.their_boss), method)(row.id, *args)
        self.assertEqual(self._roles_of(self.desk_clerk), {"clerk"})

    def test_an_administrator_gives_themselves_no_role(self):
        row = self._row(self.boss)
        for roles in (["administrator", "clerk"], ["administrator", "claims"], ["claims"]):
            with self.assertRaises(AccessError) as caught:
                self._as(self.boss)._portal_set_roles(row.id, roles)
            self.assertEqual(str(caught.exception), NOT_YOURSELF)
        self._as(self.deputy)._portal_set_roles(row.id, ["administrator", "clerk"])
        self.assertEqual(self._roles_of(self.boss), {"administrator", "clerk"})
        self._as(self.boss)._portal_set_roles(row.id, ["clerk"])
        self.assertEqual(self._roles_of(self.boss), {"clerk"})

    def test_the_last_administrator_stays(self):
        row = self._row(self.their_boss)
        row.is_clerk = True
        for method, args in (("_portal_set_roles", (["clerk"],)), ("_portal_remove", ())):
            with self.assertRaises(UserError) as caught:
                getattr(self._as(self.their_boss), method)(row.id, *args)
            self.assertEqual(str(caught.exception), LAST)
        self.assertEqual(self._roles_of(self.their_boss), {"administrator", "clerk"})
        row.with_user(self.manager).is_administrator = False
        self.assertEqual(self._roles_of(self.their_boss), {"clerk"})

    def test_an_archived_administrator_does_not_count(self):
        self.deputy.active = False
        with self.assertRaisesRegex(UserError, "Hospital H1 needs an administrator"):
            self._as(self.boss)._portal_remove(self._row(self.boss).id)

    def test_unknown_roles_and_none_are_refused(self):
        row = self._row(self.desk_clerk)
        for roles in ([], ["officer"], ["clerk", "is_claims"]):
            with self.assertRaisesRegex(ValidationError, "Choose at least one of the roles"):
                self._as(self.boss)._portal_set_roles(row.id, roles)

    def test_while_suspended_nothing_changes(self):
        row = self._row(self.desk_clerk)
        self.provider._set_state("suspended")
        self.assertTrue(self._as(self.boss)._portal_people())
        for method, args in (("_portal_set_roles", (["claims"],)), ("_portal_remove", ())):
            with self.assertRaisesRegex(UserError, "is suspended, so its staff cannot change now"):
                getattr(self._as(self.boss), method)(row.id, *args)

    def test_a_removed_administrator_manages_nobody(self):
        row = self._row(self.desk_clerk)
        self._as(self.deputy)._portal_remove(self._row(self.boss).id)
        with self.assertRaises(AccessError):
            self._as(self.boss)._portal_remove(row.id)

    def test_the_list_names_the_own_people(self):
        self.env["res.users.log"].with_user(self.desk_clerk).sudo().create({})
        people = self._as(self.boss)._portal_people()
        logins = {one["login"] for one in people}
        self.assertEqual(logins, set(self.provider.user_ids.mapped("login")))
        [clerk] = [one for one in people if one["login"] == self.desk_clerk.login]
        self.assertTrue(clerk["last"])
        self.assertEqual((clerk["roles"], clerk["is_me"]), ({"clerk"}, False))

    # === By RPC === #

    def test_portal_users_read_and_write_no_role_by_rpc(self):
        row = self._row(self.desk_clerk)
        for user in (self.boss, self.staff, self.their_boss, self.visitor):
            for model in ("g2p.provider.staff", "g2p.provider.invitation"):
                with self.assertRaises(AccessError):
                    self._as(user, model).search_read([], ["provider_id"])
                with self.assertRaises(AccessError):
                    self._as(user, model).create({"provider_id": self.provider.id})
            with self.assertRaises(AccessError):
                row.with_user(user).write({"is_clerk": True})
            with self.assertRaises(AccessError):
                row.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.provider.with_user(user).write({"user_ids": [(4, self.visitor.id)]})

    def test_roles_do_not_answer_through_the_provider(self):
        own = self._as(self.boss)
        for path in ("staff_ids.is_clerk", "invitation_ids.email", "invitation_ids"):
            with self.assertRaises(AccessError):
                own.search_count([(path, "!=", False)])
        for name in ("staff_ids", "invitation_ids", "user_ids"):
            with self.assertRaises(AccessError):
                self.provider.with_user(self.boss).read([name])
