from lxml import html

from odoo.tests import tagged

from odoo.addons.g2p_self_service.tests.common import AssistancePageCase

from .common import SHOW, DemandCase


@tagged("post_install", "-at_install")
class TestLinks(DemandCase, AssistancePageCase):
    """A link to a voucher, by SMS or e-mail, asks for the proof where the programme demands it."""

    def setUp(self):
        super().setUp()
        self.demand("receive")
        self.application = self.issued(person=self.person)
        delivery = self.env["g2p.voucher.delivery"]
        delivery._queue(self.application.voucher_id, "sms")
        # sudo: as the server, which sends it
        mine = [("voucher_id", "=", self.application.voucher_id.id)]
        # sudo: read as the test, whatever people see
        self.delivery = delivery.sudo().search(mine, limit=1)
        self.path = "/voucher/paper/" + self.delivery._new_link().rsplit("/", 1)[1]
        self.env.flush_all()

    def open_it(self):
        data = {"csrf_token": self.csrf_token()}
        return self.url_open(self.path, data=data, allow_redirects=False)

    def test_it_leads_to_the_case_and_opens_after_the_proof(self):
        self.authenticate(None, None)
        page = self.get(self.path)
        self.assertIn(SHOW, page.text)
        [link] = html.fromstring(page.text).xpath("//a[@id='prove']/@href")
        self.assertEqual(link, self.url(self.application))
        refused = self.open_it()
        self.assertEqual((refused.status_code, self.delivery.opened_count), (403, 0))
        self.sign_in()
        self.prove()
        self.assertIn('id="voucher"', self.get(link).text)
        self.authenticate(None, None)
        opened = self.open_it()
        self.assertEqual(opened.status_code, 200)
        self.assertEqual(opened.headers["Content-Type"], "application/pdf")

    def test_where_nothing_is_demanded_it_opens(self):
        self.demand("office")
        self.authenticate(None, None)
        self.assertNotIn('id="prove"', self.get(self.path).text)
        self.assertEqual(self.open_it().headers["Content-Type"], "application/pdf")

    def test_a_link_to_a_helper_ends_with_their_access(self):
        self.demand("office")
        self.accesses.search([("user_id", "=", self.ada.id)])._revoke()
        self.get(self.path, 404)
