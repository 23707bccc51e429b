from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestClosedThreads(TransactionCase):
    def _suite_modules(self):
        """The addons above the document store, which are all addons with cases."""
        store = self.env.ref("base.module_g2p_document_store")
        states = ("uninstalled", "uninstallable", "to remove")
        return set((store | store.downstream_dependencies(exclude_states=states)).mapped("name"))

    def _read_outside(self):
        """Models that portal users, or all users, may read."""
        portal = self.env.ref("base.group_portal")
        rights = self.env["ir.model.access"].search([("perm_read", "=", True)])
        open_to_portal = rights.filtered(lambda right: right.group_id in (portal, portal.browse()))
        return set(open_to_portal.model_id.mapped("model"))

    def test_every_thread_of_the_suite_that_people_outside_read_is_closed_to_them(self):
        modules, readable = self._suite_modules(), self._read_outside()
        open_threads = [
            name
            for name in readable
            if name in self.env
            and self.env[name]._original_module in modules
            and "message_ids" in self.env[name]._fields
            and not getattr(type(self.env[name]), "_thread_closed_outside", False)
        ]
        self.assertEqual(open_threads, [])
