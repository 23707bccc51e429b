from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase

from ..models import g2p_assistance_application_likely


@tagged("post_install", "-at_install")
class TestLikely(AssistanceCase):
    """Likely answers among many."""

    def test_likely_countries_come_first(self):
        kenya, uganda = self.env.ref("base.ke"), self.env.ref("base.ug")
        self.env.company.country_id = kenya
        for user, country in ((self.eve, uganda), (self.ada, self.env["res.country"])):
            application = self.draft(user=user)
            self.assertEqual(
                application._portal_save(
                    "address",
                    {"street": "1 Road", "city": "Town", "country_id": str(country.id or "")},
                ),
                {},
            )
            application._portal_submit()
        fresh = self.env["g2p.assistance.application"].with_user(self.ada)
        draft = fresh._start(self.type.with_user(self.ada))
        self.assertEqual(draft._likely_countries().ids, [kenya.id, uganda.id])
        [question] = [one for one in draft._questions("address") if one.kind == "country"]
        choices, likely = draft._portal_choices(question)
        listed = [value for value, _name in choices]
        self.assertEqual(listed[:2], [kenya.id, uganda.id])
        self.assertEqual(likely, kenya.id)
        self.assertEqual(len(listed), self.env["res.country"].search_count([]))
        # only the latest applications are counted, since counting all is slow
        self.draft(user=self.eve).sudo().write(
            {"country_id": kenya.id, "date_submitted": fields.Datetime.now()}
        )
        with patch.object(g2p_assistance_application_likely, "LIKELY_AMONG", 1):
            self.assertEqual(draft._likely_countries().ids, [kenya.id])
