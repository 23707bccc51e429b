import re
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from lxml import html

from odoo.tests import tagged

from odoo.addons.g2p_deferred.tests.common import work_off
from odoo.addons.g2p_identity_demand.tests.common import DemandCase
from odoo.addons.g2p_self_service.tests.common import BASE, AssistancePageCase
from odoo.addons.g2p_sign_in_code.controllers.by_code import BY_CODE, TYPE
from odoo.addons.g2p_sms.tools import sms
from odoo.addons.g2p_suite_account.models.ir_http import PROOF

PHONE = "+254799000123"
CODE = re.compile(r"(?<![\d+])\d{6}(?!\d)")


class Gateway(sms.SmsGateway):
    def __init__(self):
        self.sent = []

    def send(self, number, text, reference):
        self.sent.append((number, text, reference))


@tagged("post_install", "-at_install")
class TestDoor(DemandCase, AssistancePageCase):
    """A person with an ID and an old phone comes in, applies, and proves who they are on the way.

    Without JavaScript: every form is read from its page and sent.
    """

    def setUp(self):
        super().setUp()
        self.gateway = Gateway()
        port = patch.object(type(self.env["g2p.sms"]), "_gateway", lambda _self: self.gateway)
        port.start()
        self.addCleanup(port.stop)
        # sudo: as a registrar who has called the number
        contacts = self.env["g2p.confirmed.contact"].sudo()
        contacts._confirm_own(self.person, "sms", PHONE)
        self.number = self.person.reg_ids.value
        self.demand("submit")

    def fill_in(self, url, path=None, **values):
        """Fill in the form of a page and send it; the answer, not followed."""
        path = path or urlsplit(url).path
        return self.send(self.get(url), path, follow=False, **values)

    def show_who_i_am(self, url):
        """Number, code; the answer to the code."""
        asked = self.fill_in(url, BY_CODE, id_number=self.number, channel="sms")
        self.assertEqual(urlsplit(asked.headers["Location"]).path, TYPE)
        self.env.invalidate_all()
        work_off(self.env, channel="code")
        code = CODE.search(self.gateway.sent[-1][1])[0]
        return self.fill_in(TYPE, one_time_code=code)

    def answer_everything(self, application):
        for step in ("treatment", "person", "address", "family"):
            self.save(application, step, **self.answers(step))
        self.add_document(application)
        self.save(application, "consent", **self.answers("consent"))

    def newest(self, user):
        self.env.invalidate_all()
        mine = [("applicant_user_id", "=", user.id)]
        return self.env["g2p.assistance.application"].search(mine, order="id desc", limit=1)

    def test_a_newcomer_with_an_id_applies_without_an_account(self):
        self.authenticate(None, None)
        way = f"{BASE}/start/{self.type.code}"
        answer = self.show_who_i_am(f"{BY_CODE}?redirect={way}")
        self.assertEqual(urlsplit(answer.headers["Location"]).path, way)
        user = self.accesses._proven_users(self.person)
        self.assertEqual(len(user), 1)
        self.start()
        application = self.newest(user)
        self.assertTrue(application)
        self.answer_everything(application)
        self.assert_reads(self.submit(application), "Application submitted", application.name)

    def test_somebody_with_a_password_proves_it_in_the_middle_and_loses_nothing(self):
        self.sign_in()
        self.start()
        application = self.newest(self.ada)
        self.answer_everything(application)
        review = self.url(application, "review")
        refused = self.fill_in(review, self.url(application, "submit"))
        found = urlsplit(refused.headers["Location"])
        self.assertEqual((found.path, parse_qs(found.query)["redirect"]), (PROOF, [review]))
        page = html.fromstring(self.get(refused.headers["Location"]).text)
        [way] = page.xpath("//div[@id='proof_ways']/a[contains(@href, $path)]/@href", path=BY_CODE)
        back = self.show_who_i_am(way)
        self.assertEqual(urlsplit(back.headers["Location"]).path, review)
        self.assert_reads(self.submit(application), "Application submitted", application.name)
        self.assertEqual(self.accesses._proven_registrant(self.ada), self.person)

    def test_the_telephone_of_a_stranger_proves_nothing(self):
        self.sign_in(self.eve)
        asked = self.fill_in(BY_CODE, id_number=self.number, channel="sms")
        self.assertEqual(urlsplit(asked.headers["Location"]).path, TYPE)
        self.env.invalidate_all()
        work_off(self.env, channel="code")
        self.assertEqual(self.gateway.sent[-1][0], PHONE, "the telephone of the person")
        code = CODE.search(self.gateway.sent[-1][1])[0]
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        self.assertEqual(self.fill_in(TYPE, one_time_code=wrong).status_code, 422)
        self.assertFalse(self.accesses._own_registrants(self.eve))
