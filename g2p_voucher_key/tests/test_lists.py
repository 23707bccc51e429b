from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase

from .common import KeyCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, KeyCase):
    lists_of = "g2p_voucher_key"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        keys = cls.env["g2p.voucher.key"]
        made = keys.union(*(keys._generate(cls.company) for _n in range(MANY)))
        cls.lists = {"g2p_voucher_key_view_list": (cls.manager, made)}
