from odoo import fields
from odoo.tests import TransactionCase, tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase

from .common import ExportMixin


@tagged("post_install", "-at_install")
class TestLists(ListCase, ExportMixin, TransactionCase):
    lists_of = "g2p_suite_export"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_exports()
        models = cls.env["ir.model"].search([], limit=MANY).mapped("model")
        values = [
            {
                "date": fields.Datetime.now(),
                "user_id": cls.ann.id if number % 2 else cls.ben.id,
                "kind": "rows",
                "res_model": model,
                "row_count": number,
                "company_id": cls.env.company.id,
            }
            for number, model in enumerate(models)
        ]
        rows = cls.env["g2p.export.log"].sudo().create(values)  # sudo: the code alone writes them
        cls.lists = {"g2p_export_log_view_list": (cls.reader, rows)}
