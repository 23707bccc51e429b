from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase

STAFF, INVITATION = "g2p.provider.staff", "g2p.provider.invitation"


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """Roles and invitations are found without reading whole tables."""

    addon = "g2p_provider_staff"

    def test_links_of_these_models_have_an_index(self):
        own = (STAFF, INVITATION)
        found = {(model, name) for model, name in self.links_without_index() if model in own}
        self.assertEqual(found, set())

    def test_roles_and_links_are_found_by_an_index(self):
        self.assert_found_by("_user_id_index", STAFF, [("user_id", "=", 1)])
        self.assert_found_by("_provider_id_index", STAFF, [("provider_id", "=", 1)])
        self.assert_found_by("token_idx", INVITATION, [("token_digest", "=", "x")])
