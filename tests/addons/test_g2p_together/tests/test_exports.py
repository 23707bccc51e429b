from odoo.exceptions import RedirectWarning
from odoo.tests import TransactionCase, new_test_user, tagged

GROUPS = "base.group_partner_manager,base.group_allow_export,g2p_registry_base.group_g2p_registrar"


@tagged("post_install", "-at_install")
class TestExports(TransactionCase):
    """Exports of the registry ask for a reason; those of other contacts do not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.export_rows_free = 2
        cls.user = new_test_user(cls.env, "exports registrar", GROUPS)
        people = [{"name": f"Contact {n}"} for n in range(3)]
        cls.contacts = cls.env["res.partner"].create(people)
        cls.people = cls.env["res.partner"].create(
            [{"name": f"Person {n}", "is_registrant": True} for n in range(3)]
        )

    def export(self, records):
        """The exported rows; None if a reason is asked for."""
        self.env.flush_all()
        self.env.cr.precommit.clear()
        try:
            with self.cr.savepoint():
                return records.with_user(self.user).export_data(["name"])["datas"]
        except RedirectWarning:
            return None

    def logged(self):
        log = self.env["g2p.export.log"].search([("user_id", "=", self.user.id)])
        return log.mapped("row_count")

    def test_contacts_are_exported_as_ever(self):
        self.assertEqual(len(self.export(self.contacts)), 3)
        self.assertEqual(self.logged(), [])

    def test_people_of_the_registry_need_a_reason(self):
        self.assertIsNone(self.export(self.people))
        reasons = self.env["g2p.export.reason"].with_user(self.user)
        reasons.create({"res_model": "res.partner", "reason": "A list for the field visit"})
        self.assertEqual(len(self.export(self.people)), 3)
        self.assertIsNone(self.export(self.people))
        self.assertEqual(self.logged(), [3])

    def test_one_person_among_contacts_makes_all_rows_count(self):
        self.assertIsNone(self.export(self.contacts[:2] | self.people[0]))
        self.assertEqual(len(self.export(self.contacts[0] | self.people[0])), 2)
        self.assertEqual(self.logged(), [2])
