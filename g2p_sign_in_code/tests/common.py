import os
import re
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from lxml import html

from odoo.tests import HttpCase, TransactionCase, new_test_user

from odoo.addons.g2p_deferred.tests.common import work_off
from odoo.addons.g2p_sms.tools import sms
from odoo.addons.g2p_suite_base.tests.pages import OneSession
from odoo.addons.g2p_voucher_key.tests.common import KEK

from ..controllers.by_code import AGAIN, BY_CODE, TYPE

PASSWORD = "three quiet words"
NUMBER, PHONE, ADDRESS = "NID-9001-1236", "+254700123456", "asha@example.org"
AIM = "/assistance/accessibility"
REGISTRAR = "base.group_user,g2p_registry_base.group_g2p_registrar"
DIGITS = re.compile(r"(?<![\d+])\d{6}(?!\d)")


class Gateway(sms.SmsGateway):
    """Keeps what it sends; ``error`` is what it raises instead."""

    def __init__(self):
        self.sent, self.error = [], None

    def send(self, number, text, reference):
        if self.error:
            raise self.error
        self.sent.append((number, text, reference))


class PeopleCase(TransactionCase):
    """A person with an ID number and a telephone in the register, and people of the office."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        kek = patch.dict(os.environ, {"G2P_VOUCHER_KEK": KEK})
        kek.start()
        cls.addClassCleanup(kek.stop)
        cls.gateway = Gateway()
        port = patch.object(type(cls.env["g2p.sms"]), "_gateway", lambda _self: cls.gateway)
        port.start()
        cls.addClassCleanup(port.stop)
        cls.env.company.write({"country_id": cls.env.ref("base.ke").id, "email": "o@example.org"})
        cls.registrar = new_test_user(cls.env, "code_registrar", REGISTRAR)
        cls.officer = new_test_user(cls.env, "code_officer", "base.group_user")
        cls.id_type = cls.env["g2p.id.type"].create({"name": "Test national ID"})
        cls.asha = cls.create_person("Asha", NUMBER, email=ADDRESS)
        cls.phone = cls.env["g2p.phone.number"].create(
            {"partner_id": cls.asha.id, "phone_no": PHONE}
        )

    @classmethod
    def create_person(cls, name, number=None, **values):
        person = cls.env["res.partner"].create({"name": name, "is_registrant": True, **values})
        if number:
            cls.env["g2p.reg.id"].create(
                {"partner_id": person.id, "id_type": cls.id_type.id, "value": number}
            )
        return person

    @classmethod
    def confirm(cls, person=None, channel="sms", value=PHONE, user=None):
        """A contact that an officer confirms."""
        contacts = cls.env["g2p.confirmed.contact"].with_user(user or cls.registrar)
        person = person or cls.asha
        return contacts.create({"registrant_id": person.id, "channel": channel, "value": value})

    def codes(self, **values):
        """The rows of the codes, the latest first, read again."""
        self.env.invalidate_all()
        return self.env["g2p.sign.in.code"].search([(k, "=", v) for k, v in values.items()])

    def send_out(self):
        """Do what waits; return the last code that went out, or None."""
        before = len(self.gateway.sent)
        self.env.invalidate_all()
        work_off(self.env, channel="code")
        sent = self.gateway.sent[before:]
        return DIGITS.search(sent[-1][1])[0] if sent else None

    def pass_time(self, minutes):
        """Let all codes be older, as if the time had passed."""
        self.env.cr.execute(
            """
            UPDATE g2p_sign_in_code SET date = date - %(time)s::interval,
                date_end = date_end - %(time)s::interval, date_sent = date_sent - %(time)s::interval
            """,
            {"time": f"{minutes} minutes"},
        )
        self.env.invalidate_all()


class PagesCase(OneSession, HttpCase, PeopleCase):
    """The way from the ID number to the session."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rosa = new_test_user(
            cls.env, "rosa@example.org", "base.group_portal", password=PASSWORD
        )

    def get(self, url, status=200):
        response = self.url_open(url, allow_redirects=False)
        self.assertEqual(response.status_code, status, url)
        return response

    def send(self, url, path=None, **values):
        """Fill in the form of a page and send it."""
        path = path or urlsplit(url).path
        page = html.fromstring(self.get(url).text)
        [form] = page.xpath("//main//form[@action=$path]", path=path)
        sent = {name: value or "" for name, value in form.form_values()}
        return self.url_open(path, data={**sent, **values}, allow_redirects=False)

    def where(self, response):
        self.assertEqual(response.status_code, 303, response.text)
        found = urlsplit(response.headers["Location"])
        return found.path, parse_qs(found.query)

    def ask(self, number=NUMBER, channel="sms", way=AIM, **values):
        url = f"{BY_CODE}?redirect={way}" if way else BY_CODE
        return self.send(url, id_number=number, channel=channel, **values)

    def type_code(self, code):
        return self.send(TYPE, one_time_code=code)

    def again(self):
        return self.send(TYPE, AGAIN)

    def come_in(self, number=NUMBER, **values):
        """The answer to the right code."""
        self.authenticate(None, None)
        self.assertEqual(self.where(self.ask(number, **values))[0], TYPE)
        return self.type_code(self.send_out())

    def is_signed_in(self):
        """Whether the browser's session has a user."""
        return self.url_open("/my", allow_redirects=False).status_code == 200

    def accounts(self, person=None):
        self.env.invalidate_all()
        return self.env["g2p.portal.access"]._proven_users(person or self.asha)

    def words(self, response):
        """The words of a page."""
        return " ".join(html.fromstring(response.text).find(".//main").text_content().split())
