from odoo.tests import TransactionCase, tagged

from ..hooks import pre_init_hook


@tagged("post_install", "-at_install")
class TestUpdate(TransactionCase):
    def test_views_that_inherit_a_template_of_the_floor_are_kept(self):
        notices = self.env.ref("g2p_suite_page.notices")
        own = self.env["ir.ui.view"].create(
            {
                "name": "Test: an office's own words",
                "type": "qweb",
                "mode": "extension",
                "inherit_id": notices.id,
                "arch": "<xpath expr=\"//div[@id='saved']\" position='inside'>Test</xpath>",
            }
        )
        # as it was before: the template belonged to the floor
        former = (
            "UPDATE ir_model_data SET module = 'g2p_suite_base' WHERE model = %s AND res_id = %s"
        )
        self.env.cr.execute(former, ["ir.ui.view", notices.id])
        notices.key = "g2p_suite_base.notices"
        for _again in range(2):  # a second update changes nothing
            pre_init_hook(self.env)
            self.env.registry.clear_cache()
            self.assertEqual(self.env.ref("g2p_suite_page.notices"), notices)
            self.assertEqual(notices.key, "g2p_suite_page.notices")
            self.assertEqual(own.inherit_id, notices)
