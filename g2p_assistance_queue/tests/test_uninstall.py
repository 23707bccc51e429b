from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_open

from ..hooks import uninstall_hook
from ..models.g2p_assistance_application import QUEUE

BASE = "g2p_immediate_assistance/views/g2p_assistance_application_views.xml"


@tagged("post_install", "-at_install")
class TestUninstall(TransactionCase):
    """The list of the work queue is again what g2p_immediate_assistance makes of it."""

    def test_the_work_queue_is_again_as_without_this_addon(self):
        with file_open(BASE, "rb") as file:
            tree = etree.parse(file)
        name = QUEUE.partition(".")[2]
        [record] = tree.xpath(f"//record[@id='{name}']")
        values = {field.get("name"): field for field in record}
        action = self.env.ref(QUEUE)
        self.assertIn("Alt+T", action.help)
        uninstall_hook(self.env)
        self.assertEqual(action.domain, values["domain"].text)
        texts = [" ".join(node.text.split()) for node in values["help"]]
        shown = [node.text for node in etree.fromstring(f"<div>{action.help}</div>")]
        self.assertEqual(shown, texts)
        self.assertFalse(action.view_id)
