import json
import time
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from lxml import html

from odoo.tests import tagged

from odoo.addons.g2p_identity_demand.tests.common import DemandCase
from odoo.addons.g2p_self_service.tests.common import AssistancePageCase
from odoo.addons.g2p_sign_in_oidc.tests import double
from odoo.addons.g2p_sign_in_oidc.tests.common import PAGE, ProviderCase
from odoo.addons.g2p_suite_account.models.ir_http import PROOF


@tagged("post_install", "-at_install")
class TestDoorByID(DemandCase, ProviderCase, AssistancePageCase):
    """People prove in the middle of an application, at the issuer of their ID, who they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # sudo: the person's number is of the type that the provider knows
        cls.person.reg_ids.sudo().id_type = cls.national
        cls.number = cls.person.reg_ids.value

    def setUp(self):
        super().setUp()
        self.double = double.Double(client_jwk=json.loads(self.key.public_jwk))
        self.double.person["individual_id"] = self.number
        port = patch.object(
            type(self.env["g2p.sign.in.provider"]), "_port", lambda _self: self.double
        )
        port.start()
        self.addCleanup(port.stop)
        self.demand("submit")
        self.sign_in()

    def led_to_the_proof(self, application):
        """Submit; the address of the provider's page on the way of the proof."""
        review = self.url(application, "review")
        page = self.get(review)
        refused = self.send(page, self.url(application, "submit"), follow=False)
        found = urlsplit(refused.headers["Location"])
        self.assertEqual((found.path, parse_qs(found.query)["redirect"]), (PROOF, [review]))
        page = html.fromstring(self.get(refused.headers["Location"]).text)
        [way] = page.xpath("//div[@id='proof_ways']/a[contains(@href, $path)]/@href", path=PAGE)
        onward = self.send(self.get(way), f"{PAGE}/start", provider="national", follow=False)
        [address] = html.fromstring(onward.text).xpath("//a[@id='onward']/@href")
        return address

    def answers_of(self, application):
        self.env.invalidate_all()
        # sudo: read as the test, whatever people see
        asked = {question.name for question in application.sudo()._questions()}
        names = sorted(asked & application._fields.keys())
        # sudo: read as the test, whatever people see
        return application.sudo().read([*names, "state", "document_ids"])

    def test_the_proof_comes_in_the_middle_and_nothing_is_lost(self):
        application = self.draft()
        before = self.answers_of(application)
        address = self.led_to_the_proof(application)
        self.assertIn("max_age=300", address)
        back = self.url_open(self.double.come_back(address), allow_redirects=False)
        self.assertEqual(back.status_code, 303)
        self.assertEqual(urlsplit(back.headers["Location"]).path, self.url(application, "review"))
        self.assertEqual(self.answers_of(application), before)
        self.assertEqual(self.accesses._proven_registrant(self.ada), self.person)
        self.assert_reads(self.submit(application), "Application submitted", application.name)

    def test_a_sign_in_of_yesterday_at_the_issuer_proves_nothing(self):
        application = self.draft()
        before = self.answers_of(application)
        self.double.auth_time = int(time.time()) - 86400
        address = self.led_to_the_proof(application)
        back = self.url_open(self.double.come_back(address), allow_redirects=False)
        found = parse_qs(urlsplit(back.headers["Location"]).query)
        self.assertEqual(found["problem"], ["expired"])
        self.assertEqual(found["redirect"], [self.url(application, "review")])
        self.assertFalse(self.accesses._proven_registrant(self.ada))
        self.assertEqual(self.answers_of(application), before)
        self.assertEqual(application.sudo().state, "draft")  # sudo: only compared

    def test_somebody_elses_id_proves_nothing(self):
        self.create_person("another number")
        self.accesses._grant(self.ada, self.person)
        self.double.person["individual_id"] = "another number"
        application = self.draft()
        address = self.led_to_the_proof(application)
        back = self.url_open(self.double.come_back(address), allow_redirects=False)
        found = parse_qs(urlsplit(back.headers["Location"]).query)
        self.assertEqual(found["problem"], ["person"])
        self.assertFalse(self.accesses._proven_registrant(self.ada))
