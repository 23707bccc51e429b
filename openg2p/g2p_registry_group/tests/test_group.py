from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.g2p_registry_base.tests.common import RegistryCase

FORM = "g2p_registry_group.view_groups_form"


@tagged("post_install", "-at_install")
class TestGroup(RegistryCase):
    def test_a_registrar_registers_a_household(self):
        household = self.env.ref("g2p_registry_group.group_kind_household")
        partners = self.env["res.partner"].with_user(self.registrar)
        defaults = {"default_is_registrant": True, "default_is_group": True}
        with Form(partners.with_context(**defaults), FORM) as form:
            form.name = "Household Test"
            form.kind = household
        self.assertEqual(form.save().kind_as_str, household.name)

    def test_a_kind_of_group_has_a_name(self):
        with self.refused(ValidationError, "A group type needs a name."):
            self.env["g2p.group.kind"].create({"name": ""})

    def test_kinds_of_groups_are_the_administrators_matter(self):
        kinds = self.env["g2p.group.kind"]
        for user in (self.registrar, self.plain, self.portal):
            refusal = self.refused(AccessError, r"\(g2p\.group\.kind\)")
            with self.subTest(user=user.login), refusal:
                kinds.with_user(user).create({"name": "Test"})
        self.assertTrue(kinds.with_user(self.admin).create({"name": "Test"}))
