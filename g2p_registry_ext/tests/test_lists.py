from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase

from .common import RegistryExtCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, RegistryExtCase):
    lists_of = "g2p_registry_ext"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        users = cls.env["res.users"].with_context(no_reset_password=True)
        users = users.create([{"name": f"P{n}", "login": f"lists {n}"} for n in range(MANY)])
        people = cls.env["res.partner"].union(
            *(cls._registrant("Test", f"Person {n}") for n in range(MANY))
        )
        accesses = cls.env["g2p.portal.access"].create(
            [
                {"user_id": user.id, "registrant_id": person.id}
                for user, person in zip(users, people, strict=True)
            ]
        )
        consents = cls.env["g2p.consent"].union(
            *(
                cls._consent(cls, user, person, partner_id=person.id)
                for user, person in zip(users, people, strict=True)
            )
        )
        cls.lists = {
            "g2p_portal_access_view_list": (cls.admin, accesses),
            "g2p_consent_view_list": (cls.admin, consents.sudo()),
        }
