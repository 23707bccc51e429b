from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import role_link

AUDITOR = "g2p_suite_base.group_change_auditor"


@tagged("post_install", "-at_install")
class TestAuditChange(TransactionCase):
    """Changes of roles and of officers' sign-in leave rows that nobody changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.role = cls.env.ref(AUDITOR)
        cls.auditor = new_test_user(cls.env, "floor auditor", AUDITOR, name="Aude Auditor")
        cls.clerk = new_test_user(cls.env, "floor clerk", "base.group_user", name="Carl Clerk")
        # the roles that other installed modules give an administrator: contacts may need one
        users = cls.env["res.users"].with_context(no_reset_password=True)
        roles = cls.env.ref("base.user_admin")[role_link(users)]
        roles = roles.filtered(lambda group: not cls._leads_to_auditor(group))
        vals = {"name": "Adam Admin", "login": "floor admin", role_link(users): [(6, 0, roles.ids)]}
        cls.admin = users.create(vals)

    @classmethod
    def _leads_to_auditor(cls, group):
        return group == cls.role or any(map(cls._leads_to_auditor, group.implied_ids))

    def setUp(self):
        super().setUp()
        self.last = self.env["g2p.audit.change"].search([], limit=1).id

    def rows(self, user=None):
        """The rows recorded since the test began, as tuples."""
        changes = self.env["g2p.audit.change"].with_user(user or self.auditor)
        found = changes.search([("id", ">", self.last)], order="id")
        return [
            (row.user_id.name, row.res_model, row.field_name, row.old_value, row.new_value)
            for row in found
        ]

    link = staticmethod(role_link)

    def joined(self, user):
        return ("Adam Admin", "res.groups", "user_ids", False, f"{user.name} (#{user.id})")

    # === Values that follow from recorded ones === #

    def test_no_user_writes_a_value_that_follows_from_recorded_ones(self):
        base = self.env.registry["g2p.audit.mixin"]
        for name, cls in self.env.registry.items():
            if not issubclass(cls, base) or self.env[name]._abstract:
                continue
            rows = self.env[name].with_user(self.env.ref("base.user_admin"))
            for field in rows._derived_fields():
                for call in (rows.write, rows.create):
                    refused = self.assertRaisesRegex(AccessError, "follows from other fields")
                    with self.subTest(field=field), refused, self.cr.savepoint():
                        call({field.name: False})

    # === Append-only === #

    def test_nobody_adds_changes_or_deletes_a_row(self):
        self.clerk.with_user(self.admin).write({"login": "floor former"})
        self.role.write({self.link(self.role): [(4, self.clerk.id)]})
        row = self.env["g2p.audit.change"].search([("id", ">", self.last)], limit=1)
        for user in (self.auditor, self.admin, self.clerk):
            mine = row.with_user(user).sudo(False)
            with self.assertRaises(AccessError):
                mine.copy()
            with self.assertRaises(AccessError):
                mine.write({"new_value": "nobody"})
            with self.assertRaises(AccessError):
                mine.unlink()
        with self.assertRaisesRegex(AccessError, "Recorded changes cannot be edited."):
            row.sudo().write({"user_id": self.auditor.id})
        with self.assertRaisesRegex(AccessError, "Recorded changes cannot be deleted."):
            row.sudo().unlink()

    def test_only_auditors_read_it(self):
        self.assertFalse(self.env["g2p.audit.change"].with_user(self.clerk).has_access("read"))
        self.assertFalse(self.env["g2p.audit.change"].with_user(self.admin).has_access("read"))
        self.assertTrue(self.env["g2p.audit.change"].with_user(self.auditor).has_access("read"))

    def test_an_auditor_reads_changes_of_the_own_companies(self):
        other = self.env["res.company"].create({"name": "Another Office"})
        mine, foreign = self.env["g2p.audit.change"]._append(
            "write",
            [(self.env.company.partner_id, "name", "a", "b"), (self.clerk, "login", "c", "d")],
        )
        self.assertEqual(foreign.company_id, self.env.company)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE g2p_audit_change SET company_id = %s WHERE id = %s", [other.id, foreign.id]
        )
        self.env.invalidate_all()
        visible = self.env["g2p.audit.change"].with_user(self.auditor).search([])
        self.assertIn(mine.id, visible.ids)
        self.assertNotIn(foreign.id, visible.ids)

    # === Roles, from both sides === #

    def test_a_role_given_on_the_user_is_recorded(self):
        self.clerk.with_user(self.admin).write({self.link(self.clerk): [(4, self.role.id)]})
        self.assertEqual(self.rows(), [self.joined(self.clerk)])

    def test_a_role_given_on_the_group_is_recorded(self):
        self.role.with_user(self.admin).write({self.link(self.role): [(4, self.clerk.id)]})
        self.assertEqual(self.rows(), [self.joined(self.clerk)])

    def test_a_role_taken_away_is_recorded(self):
        self.auditor.with_user(self.admin).write({self.link(self.clerk): [(3, self.role.id)]})
        was = f"Aude Auditor (#{self.auditor.id})"
        watcher = new_test_user(self.env, "floor watcher", AUDITOR, name="W")
        self.assertEqual(
            self.rows(watcher)[0], ("Adam Admin", "res.groups", "user_ids", was, False)
        )

    def test_a_role_that_comes_by_another_group_is_recorded(self):
        groups = self.env["res.groups"].with_user(self.admin)
        way_round = groups.create({"name": "Tea", self.link(self.role): [(4, self.clerk.id)]})
        self.assertEqual(self.rows(), [])
        way_round.write({"implied_ids": [(4, self.role.id)]})
        self.assertEqual(self.rows(), [self.joined(self.clerk)])

    def test_a_group_made_with_the_role_and_its_member_is_recorded(self):
        self.env["res.groups"].with_user(self.admin).create(
            {
                "name": "Tea",
                "implied_ids": [(4, self.role.id)],
                self.link(self.role): [(4, self.clerk.id)],
            }
        )
        # once on 19.0; 17.0 writes the members of a new group a second time
        self.assertEqual(set(self.rows()), {self.joined(self.clerk)})

    def test_an_officer_made_with_the_role_is_recorded(self):
        vals = {"name": "New One", "login": "floor new", self.link(self.clerk): [(4, self.role.id)]}
        user = self.env["res.users"].with_user(self.admin).create(vals)
        self.assertIn(self.joined(user), self.rows())

    def test_a_new_administrator_is_recorded(self):
        system = self.env.ref("base.group_system")
        self.clerk.with_user(self.admin).write({self.link(self.clerk): [(4, system.id)]})
        self.assertIn(self.joined(self.clerk), self.rows())

    def test_a_role_outside_the_suite_is_none_of_the_auditors_business(self):
        other = self.env["res.groups"].create({"name": "Tea"})
        self.clerk.with_user(self.admin).write({self.link(self.clerk): [(4, other.id)]})
        self.assertEqual(self.rows(), [])

    def test_a_deleted_officer_is_recorded(self):
        user = new_test_user(self.env, "floor gone", AUDITOR, name="Gone")
        ident = user.id
        user.with_user(self.admin).unlink()
        self.assertEqual(
            self.rows()[-1], ("Adam Admin", "res.groups", "user_ids", f"Gone (#{ident})", False)
        )

    # === Signing in === #

    def test_how_an_officer_signs_in_is_recorded_without_the_password(self):
        self.auditor.with_user(self.admin).write({"login": "floor thief", "password": "Stolen-77"})
        watcher = new_test_user(self.env, "floor watcher", AUDITOR, name="W")
        mine = [row[1:] for row in self.rows(watcher) if row[1] == "res.users"]
        self.assertEqual(
            mine,
            [
                ("res.users", "login", "floor auditor", "floor thief"),
                ("res.users", "password", "•••", "•••"),
            ],
        )

    def test_an_archived_officer_is_recorded(self):
        watcher = new_test_user(self.env, "floor watcher", AUDITOR, name="W")
        self.auditor.with_user(self.admin).action_archive()
        self.assertEqual(self.rows(watcher)[-1], ("Adam Admin", "res.users", "active", "yes", "no"))

    def test_the_password_of_somebody_without_a_role_leaves_no_row(self):
        self.clerk.write({"password": "My-own-77"})
        self.assertEqual(self.rows(), [])

    # === Reading === #

    def test_labels_are_words(self):
        self.role.with_user(self.admin).write({self.link(self.role): [(4, self.clerk.id)]})
        row = self.env["g2p.audit.change"].with_user(self.auditor).search([], limit=1)
        self.assertEqual(row.model_label, "Access Groups")
        self.assertEqual(row.record_name, self.role.display_name)
        self.assertEqual(row.field_label, self.role._fields["user_ids"].string)

    def test_a_row_outlives_the_addon_of_its_record(self):
        row = self.env["g2p.audit.change"]._append("write", [(self.role, "user_ids", "a", "b")])
        self.env.cr.execute(
            "UPDATE g2p_audit_change SET res_model = 'g2p.gone' WHERE id = %s", [row.id]
        )
        self.env.invalidate_all()
        self.assertEqual((row.model_label, row.field_label), ("g2p.gone", "user_ids"))
