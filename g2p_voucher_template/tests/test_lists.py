from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase

from ..const import DEFAULT_TEMPLATE
from .common import TemplateCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, TemplateCase):
    lists_of = "g2p_voucher_template"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        body = cls.env.ref(DEFAULT_TEMPLATE).body
        templates = cls.env["g2p.voucher.template"].create(
            [{"name": f"Paper {n}", "body": body} for n in range(MANY)]
        )
        cls.lists = {"g2p_voucher_template_view_list": (cls.manager, templates)}
