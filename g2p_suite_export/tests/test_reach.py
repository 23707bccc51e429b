import hashlib

from odoo.exceptions import RedirectWarning
from odoo.tests import TransactionCase, tagged

from ..models.base import PERSONAL
from .common import MODEL, REASON, REFUSED, ExportMixin


@tagged("post_install", "-at_install")
class TestReach(ExportMixin, TransactionCase):
    """Which exports are counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_exports()
        cls.env.company.export_rows_free = 2
        cls.admin = cls.env.ref("base.user_admin")

    def exported(self, records, names):
        """The rows of an administrator's export; None if a reason is asked for."""
        self.end_request()
        try:
            with self.cr.savepoint():
                return records.with_env(self.env(user=self.admin, su=False)).export_data(names)
        except RedirectWarning:
            return None

    def test_every_model_of_the_suite_is_counted(self):
        names = [name for name in self.env.registry if name.startswith("g2p.")]
        self.assertGreater(len(names), 2)
        for name in names:
            self.assertTrue(self.env[name]._export_is_sensitive(), name)

    def test_users_are_counted(self):
        users = self.ann | self.ben | self.reader
        self.assertIsNone(self.exported(users, ["login"]))

    def test_other_records_are_not(self):
        countries = self.env["res.country"].search([], limit=5)
        self.assertEqual(len(self.exported(countries, ["name", "create_uid"])["datas"]), 5)
        users = self.env["g2p.export.log"].with_user(self.reader)
        self.assertFalse(users.search([("res_model", "=", "res.country")]))

    def test_a_path_into_people_is_counted(self):
        countries = self.env["res.country"].search([], limit=5)
        self.assertIsNone(self.exported(countries, ["name", "create_uid/login"]))
        self.assertIsNone(self.exported(countries, ["name", "create_uid.login"]))

    def test_people_in_one_line_are_counted_and_not_only_lines(self):
        for number, users in enumerate((self.ann | self.ben, self.ann | self.ben | self.reader)):
            company = self.env["res.company"].create({"name": f"Test {number}"})
            users.company_ids |= company
            company.user_ids = users
            company = company.with_context(active_test=False)
            for names in (["user_ids/login"], ["user_ids"]):
                self.cr.execute("DELETE FROM g2p_export_log")  # or they would be added up
                found = self.exported(company, ["name", *names])
                self.assertEqual(found is None, len(users) > 2, names)

    # === Records that paths lead to are counted and logged as those of their own model === #

    def paths(self):
        """Two changes and a company, with fields that lead to two users and to a third one."""
        changes = self.rows[:2]
        for change, user in zip(changes, self.ann | self.ben, strict=True):
            query = "UPDATE g2p_audit_change SET user_id = %s WHERE id = %s"
            self.cr.execute(query, [user.id, change.id])
        company = self.env["res.company"].create({"name": "Test: paths"})
        self.reader.company_ids |= company
        company.user_ids = self.reader
        self.env.invalidate_all()
        return changes, company.with_context(active_test=False)

    def logged(self):
        """The administrator's exports: (model, rows, fields, reason), in order."""
        # sudo: as an auditor reads it
        rows = self.env["g2p.export.log"].sudo().search([("user_id", "=", self.admin.id)])
        return [
            (row.res_model, row.row_count, row.field_names, row.reason) for row in rows.sorted("id")
        ]

    def test_people_reached_from_several_models_are_added_up(self):
        changes, company = self.paths()
        self.assertIsNotNone(self.exported(changes, ["field_name", "user_id/login"]))
        seen = [(MODEL, 2, "field_name, user_id/login", False)]
        seen.append(("res.users", 2, "user_id/login", False))
        self.assertEqual(self.logged(), seen)
        self.assertIsNone(self.exported(company, ["user_ids/login"]))  # the third one
        self.assertEqual(self.logged(), seen)
        self.assertIsNone(self.exported(self.reader, ["login"]))

    def test_the_refusal_names_what_is_too_much_and_asks_for_one_reason(self):
        changes, company = self.paths()
        self.exported(changes, ["user_id/login"])
        self.end_request()
        with self.assertRaises(RedirectWarning) as caught, self.cr.savepoint():
            company.with_env(self.env(user=self.admin, su=False)).export_data(["user_ids/login"])
        message, _action, _button, context = caught.exception.args
        self.assertEqual(
            message, REFUSED.format(3, self.env["g2p.export.log"]._label("res.users"), 2)
        )
        self.assertEqual(context, {"default_res_model": "res.company"})
        self.give(self.admin, model="res.company")
        self.assertIsNotNone(self.exported(company, ["user_ids/login"]))
        explained = [("res.company", 1), ("res.users", 1)]
        self.assertEqual(
            self.logged()[-2:], [(*one, "user_ids/login", REASON) for one in explained]
        )
        self.assertIsNone(self.exported(company, ["user_ids/login"]))

    def test_each_model_has_the_digest_of_its_own_records(self):
        changes, _company = self.paths()
        self.exported(changes, ["user_id/login"])
        # sudo: as an auditor reads it
        rows = self.env["g2p.export.log"].sudo().search([("user_id", "=", self.admin.id)])
        for row, records in zip(rows.sorted("id"), (changes, self.ann | self.ben), strict=True):
            ids = ",".join(map(str, sorted(records.ids)))
            self.assertEqual(row.digest, hashlib.sha256(ids.encode()).hexdigest(), row.res_model)

    def test_a_path_that_leads_to_nobody_is_no_row(self):
        self.ann.partner_id.user_id = False
        self.assertIsNotNone(self.exported(self.ann.partner_id, ["user_id/login"]))
        self.assertNotIn("res.users", [row[0] for row in self.logged()])

    def test_records_of_the_same_model_are_one_row(self):
        users = self.ann | self.ben
        self.ann.partner_id.user_id = self.ben
        names = ["login", "partner_id/user_id/login"]
        self.assertIsNotNone(self.exported(self.ann, names))
        rows = [row for row in self.logged() if row[0] == "res.users"]
        self.assertEqual(rows, [("res.users", len(users), ", ".join(names), False)])

    def test_what_is_written_about_people_is_counted(self):
        for name in set(PERSONAL) & set(self.env.registry):
            self.assertTrue(self.env[name]._export_is_sensitive(), name)
        people = self.env["res.partner"].create([{"name": f"Test {n}"} for n in range(3)])
        vals = [
            {"res_model": "res.partner", "res_id": people[0].id, "partner_id": person.id}
            for person in people
        ]
        followers = self.env["mail.followers"].create(vals)
        self.assertIsNone(self.exported(followers, ["partner_id"]))
        for person in people:
            person.message_post(body="Test")
        messages = people.message_ids
        self.assertIsNone(self.exported(messages, ["body"]))
        self.assertIsNone(self.exported(people[0], ["message_follower_ids"]))

    def test_the_servers_own_methods_are_not_asked(self):
        found = self.rows.export_data(["record_name"])  # the tests' user is the superuser
        self.assertEqual(len(found["datas"]), 201)
