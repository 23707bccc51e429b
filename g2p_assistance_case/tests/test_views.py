from lxml import etree

from odoo.tests import Form, new_test_user, tagged

from odoo.addons.g2p_immediate_assistance.tests.common import OFFICER

from .common import BLOCKS, ScreenCase

FORM = "g2p_immediate_assistance.g2p_assistance_application_view_form"
#: queries of the blocks together. On 19.0 it takes 45; on 17.0 54, since it reads the rows of a
#: one2many by another query than their numbers
OPENING, OPENING_17 = 48, 57


@tagged("post_install", "-at_install")
class TestViews(ScreenCase):
    """The form of a case: two columns, and a bar for the decision on a small screen."""

    def arch(self, user=None):
        cases = self.env["g2p.assistance.application"].with_user(user or self.one)
        return etree.fromstring(cases.get_view(self.env.ref(FORM).id, "form")["arch"])

    def test_every_role_opens_the_form(self):
        application = self.submitted()
        roles = {
            "officer": OFFICER,
            "auditor": "g2p_immediate_assistance.group_assistance_auditor",
            "manager": "g2p_immediate_assistance.group_assistance_manager",
            "programme": "g2p_immediate_assistance.group_programme_manager",
            "budget": f"{OFFICER},g2p_voucher_key.group_voucher_issuer",
        }
        for name, groups in roles.items():
            user = new_test_user(self.env, f"case role {name}", groups)
            with Form(self.seen(application, user), FORM) as form:
                for block in BLOCKS:
                    self.assertIn(block, form._view["fields"])

    def test_documents_stand_beside_the_facts(self):
        arch = self.arch()
        [papers] = arch.xpath("//div[@name='case_papers']")
        [facts] = arch.xpath("//div[@name='case_facts']")
        self.assertEqual(len(papers.xpath(".//field[@name='document_ids']")), 1)
        self.assertTrue(facts.xpath(".//field[@name='amount_requested']"))
        self.assertEqual(arch.xpath("//page[@name='documents' or @name='family']"), [])
        for name in ("phone", "given_name"):
            self.assertTrue(arch.xpath(f"//page[@name='answers']//field[@name='{name}']"))

    def test_the_bar_has_the_buttons_of_the_header(self):
        arch = self.arch()
        found = [
            [
                (button.get("name"), button.get("context"), button.get("string"))
                for button in arch.xpath(f"{place}//button[contains(@name, 'open_decide')]")
            ]
            for place in ("//header", "//div[contains(@class, 'o_g2p_decide_bar')]")
        ]
        self.assertEqual(len(found[0]), 3)
        self.assertEqual(*found)

    def test_the_decision_and_the_comparison_have_keys(self):
        keys = self.arch().xpath("//*[@data-hotkey]/@data-hotkey")
        self.assertEqual(len(keys), len(set(keys)))
        self.assertLessEqual({"y", "i", "r", "shift+y"}, set(keys))

    def test_opening_a_case_takes_a_bounded_number_of_queries(self):
        application = self.submitted()
        person = self.registrant("Ada")
        application.sudo().registrant_id = person
        for _time in range(12):
            self.case_of(person, state="approved", amount_granted=5)
        self.seen(application).read(list(BLOCKS))  # fills the caches of a running server
        seen = self.seen(application)
        is_17 = self.env.ref("base.module_base").latest_version.startswith("17.")
        with self.assertQueryCount(OPENING_17 if is_17 else OPENING):
            seen.read(list(BLOCKS))
