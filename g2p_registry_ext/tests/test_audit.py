from odoo.tests import tagged

from .common import RegistryExtCase


@tagged("post_install", "-at_install")
class TestAudit(RegistryExtCase):
    """Changes of portal access are recorded: access can create or end a conflict of interest."""

    def rows(self):
        found = self.env["g2p.audit.change"].search(
            [("res_model", "=", "g2p.portal.access")], order="id"
        )
        self.assertEqual(found.user_id, self.admin)
        self.assertEqual(set(found.mapped("record_name")), {False})
        return [(row.action, row.field_name, row.old_value, row.new_value) for row in found]

    def test_access_that_an_administrator_gives_and_ends_is_recorded_by_numbers(self):
        access = self.env["g2p.portal.access"].with_user(self.admin)
        row = access.create(
            {"user_id": self.owner.id, "registrant_id": self.asha.id, "relation": "guardian"}
        )
        row.write({"active": False})
        self.assertEqual(
            self.rows(),
            [
                ("create", "user_id", False, f"#{self.owner.id}"),
                ("create", "registrant_id", False, f"#{self.asha.id}"),
                ("create", "relation", False, "guardian"),
                ("create", "active", False, "yes"),
                ("write", "active", "yes", False),
            ],
        )
