from lxml import etree

from odoo.tests import tagged

from .common import AssistanceCase


@tagged("post_install", "-at_install")
class TestViews(AssistanceCase):
    def test_the_officers_form_shows_the_applicant(self):
        application = self.draft()
        application.sudo().write({"relation": "helper"})
        application._portal_submit()
        mine = application.with_user(self.one).sudo(False)
        arch = etree.fromstring(mine.get_view(view_type="form")["arch"])
        [field] = arch.xpath("//group/field[@name='applicant_id']")
        self.assertEqual(field.get("invisible"), "relation == 'self'")
        [row] = mine.read(["applicant_id"])
        self.assertEqual(row["applicant_id"], (self.ada.partner_id.id, "Ada Nyambura"))
