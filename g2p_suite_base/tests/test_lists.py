from odoo.tests import TransactionCase, new_test_user, tagged

from .lists import MANY, ListCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, TransactionCase):
    lists_of = "g2p_suite_base"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        auditor = new_test_user(cls.env, "lists auditor", "g2p_suite_base.group_change_auditor")
        people = cls.env["res.partner"].create([{"name": f"Person {at}"} for at in range(MANY)])
        changes = cls.env["g2p.audit.change"]
        changes._append("write", [(person, "name", "Before", "After") for person in people])
        rows = changes.search([("res_model", "=", "res.partner"), ("res_id", "in", people.ids)])
        cls.lists = {"g2p_audit_change_view_list": (auditor, rows)}
