import json
import os
from unittest.mock import patch
from urllib.parse import urlencode

from lxml import html

from odoo.http import root
from odoo.tests import HttpCase, TransactionCase, new_test_user

from odoo.addons.g2p_suite_base.tests.pages import OneSession
from odoo.addons.g2p_voucher_key.tests.common import KEK

from . import double

PAGE = "/assistance/id"
CLAIMS = {
    "family_name": "family_name",
    "given_name": "given_name",
    "birthdate": "birthdate",
    "gender": "gender",
    "phone_number": "phone",
}


class ProviderCase(TransactionCase):
    """A published provider, and registered people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(patch.dict(os.environ, {"G2P_VOUCHER_KEK": KEK}))
        cls.env.company.country_id = cls.env.ref("base.ke")
        # another addon's providers are not on the page of these tests
        cls.env["g2p.sign.in.provider"].search([]).is_published = False
        cls.national = cls.env["g2p.id.type"].create({"name": "Test: national number"})
        cls.provider = cls.create_provider()
        cls.key = cls.env["g2p.sign.in.key"]._generate(cls.provider)
        cls.key._move("active")
        cls.provider.is_published = True

    @classmethod
    def create_provider(cls, **values):
        lines = [(0, 0, {"claim": claim, "target": name}) for claim, name in CLAIMS.items()]
        return cls.env["g2p.sign.in.provider"].create(
            {
                "name": "National ID",
                "code": "national",
                "issuer": double.ISSUER,
                "client_id": "national",
                "base_address": "https://aid.example.org",
                "acr_values": double.STRONG,
                "id_type_id": cls.national.id,
                "id_claim": "individual_id",
                "claim_ids": lines,
                "landing": "/my",
                **values,
            }
        )

    @classmethod
    def create_person(cls, number="1234567890", **values):
        """A registrant with an ID number."""
        of_id = {name: values.pop(name) for name in ("expiry_date", "status") if name in values}
        return cls.env["res.partner"].create(
            {
                "name": "YUSUF, AMINA OF THE REGISTRY",
                "is_registrant": True,
                "is_group": False,
                "company_id": cls.env.company.id,
                "reg_ids": [(0, 0, {"id_type": cls.national.id, "value": number, **of_id})],
                **values,
            }
        )

    def identity(self, subject="psut-1"):
        self.env.invalidate_all()
        return self.env["g2p.sign.in.identity"]._find(double.ISSUER, subject)

    def outcomes(self):
        """The outcomes in the log, the latest first."""
        self.env.invalidate_all()
        own = [("provider_id", "=", self.provider.id)]
        # sudo: read as the test, whatever people see
        return self.env["g2p.sign.in.log"].sudo().search(own).mapped("outcome")


class SignInCase(OneSession, ProviderCase, HttpCase):
    """A person in a browser without JavaScript, and a provider in this process."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal_user = new_test_user(cls.env, "id_portal", "base.group_portal")

    def setUp(self):
        super().setUp()
        self.double = double.Double(client_jwk=json.loads(self.key.public_jwk))
        model = type(self.env["g2p.sign.in.provider"])
        self.startPatcher(patch.object(model, "_port", lambda _self: self.double))
        self.authenticate(None, None)

    def other_browser(self):
        """From now on, a browser with another session."""
        self.authenticate(None, None)

    def current_uid(self):
        """The user who is signed in in this browser, or None."""
        answer = self.url_open("/suite/session", allow_redirects=False)
        if answer.status_code != 200:
            return None
        return root.session_store.get(self.opener.cookies["session_id"]).uid

    def page(self, **query):
        answer = self.url_open(f"{PAGE}?{urlencode(query)}" if query else PAGE)
        self.assertEqual(answer.status_code, 200)
        return answer

    def words(self, answer):
        return " ".join(html.fromstring(answer.text).find(".//main").text_content().split())

    def form(self, page, code="national"):
        """The fields that the provider's button sends."""
        [form] = html.fromstring(page.text).xpath(f"//form[@action='{PAGE}/start']")
        self.assertIn(code, form.xpath(".//button[@name='provider']/@value"))
        return {**dict(form.form_values()), "provider": code}

    def press(self, page=None, **values):
        """Press the provider's button; return the answer."""
        data = {**self.form(page or self.page()), **values}
        return self.url_open(f"{PAGE}/start", data=data, allow_redirects=False)

    def begin(self, page=None, **query):
        """Press the button; return the address of the provider's page."""
        answer = self.press(page or self.page(**query))
        self.assertEqual(answer.status_code, 200)
        [address] = html.fromstring(answer.text).xpath("//a[@id='onward']/@href")
        self.assertEqual(answer.headers["Refresh"], f"0; url={address}")
        self.assertTrue(address.startswith(f"{double.ISSUER}/auth?"))
        return address

    def come_back(self, path):
        """Return from the provider; the path and query of the page to which it leads."""
        answer = self.url_open(path, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        return answer.headers["Location"].removeprefix(self.base_url())

    def sign_in(self, **query):
        return self.come_back(self.double.come_back(self.begin(**query)))

    def assert_refused(self, where, problem="refused"):
        """The browser is led to the page with this sentence, and nobody is signed in."""
        self.assertEqual(where, f"{PAGE}?problem={problem}")
        self.assertIsNone(self.current_uid())
