from odoo.http import Request
from odoo.tests import tagged

from odoo.addons.g2p_service_provider.tests.common import ProviderPageCase

from .common import StaffFixture

CLERK, CLAIMS, ADMINISTRATOR, ANY = "clerk", "claims", "administrator", "any"
#: user -> what they may open; ANY: what all staff of the provider may
ROLES = {
    "staff": {ANY, CLERK, CLAIMS},
    "desk_clerk": {ANY, CLERK},
    "biller": {ANY, CLAIMS},
    "boss": {ANY, ADMINISTRATOR},
    "visitor": set(),
}


@tagged("post_install", "-at_install")
class TestAccessMatrix(StaffFixture, ProviderPageCase):
    """Each role on each route, of their provider and of another one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_staff()

    def setUp(self):
        super().setUp()
        redemption = self._redeem(5)
        self.claim = self._create_claim(redemption)
        text = self.issue_voucher().active_copy_id.payload
        vouchers = self._as(self.desk_clerk, "g2p.voucher")
        self.hold_id = vouchers.hold_amount(text, 5, "matrix-hold-1")["hold_id"]
        self.invitation, _token = self._invite("ana@example.org")
        self.pages = {
            "/provider": ANY,
            "/provider/redemptions": ANY,
            f"/provider/redemption/{redemption.id}": ANY,
            "/provider/scan": CLERK,
            "/provider/check/unknown": CLERK,
            "/provider/held": CLERK,
            f"/provider/held/{self.hold_id}": CLERK,
            "/provider/claims": CLAIMS,
            "/provider/claims/new": CLAIMS,
            f"/provider/claims/{self.claim.public_id}": CLAIMS,
            "/provider/people": ADMINISTRATOR,
            f"/provider/people/{self._row(self.desk_clerk).id}": ADMINISTRATOR,
        }
        claim, people = f"/provider/claims/{self.claim.public_id}", "/provider/people"
        self.forms = {
            "/provider/verify": CLERK,
            "/provider/redeem": CLERK,
            "/provider/hold": CLERK,
            f"/provider/held/{self.hold_id}/redeem": CLERK,
            "/provider/claims/create": CLAIMS,
            "/provider/claims/list": CLAIMS,
            f"{claim}/resubmit": CLAIMS,
            f"{people}/invite": ADMINISTRATOR,
            f"{people}/{self._row(self.desk_clerk).id}/roles": ADMINISTRATOR,
            f"{people}/{self._row(self.deputy).id}/remove": ADMINISTRATOR,
            f"{people}/invitation/{self.invitation.id}/send": ADMINISTRATOR,
            # last: they end what the others are about
            f"{claim}/withdraw": CLAIMS,
            f"{people}/invitation/{self.invitation.id}/withdraw": ADMINISTRATOR,
        }

    def _post(self, url, **data):
        data = {"csrf_token": Request.csrf_token(self), **data}
        return self.url_open(url, data=data, allow_redirects=False).status_code

    def _answers(self, url):
        """Values that somebody would send to gain something."""
        eve = {"roles": "administrator", "email": "eve@example.org", "name": "Eve"}
        return eve if url.endswith(("/invite", "/roles")) else {}

    def test_each_role_opens_its_pages_and_no_other(self):
        for name, allowed in ROLES.items():
            self._sign_in(getattr(self, name))
            for url, role in self.pages.items():
                with self.subTest(user=name, page=url):
                    status = self.url_open(url, allow_redirects=False).status_code
                    expected = (200, 410) if role in allowed else (403,)
                    self.assertIn(status, expected)

    def test_each_role_sends_its_forms_and_no_other(self):
        for name, allowed in reversed(ROLES.items()):
            self._sign_in(getattr(self, name))
            for url, role in self.forms.items():
                with self.subTest(user=name, form=url):
                    status = self._post(url)
                    answered = 422 if url.endswith(f"/held/{self.hold_id}/redeem") else 303
                    self.assertEqual(status, answered if role in allowed else 403)
        self.env.invalidate_all()
        self.assertEqual(self.invitation.state, "withdrawn")
        self.assertEqual(self.claim.state, "cancelled")

    def test_refused_forms_change_nothing(self):
        row = self._row(self.desk_clerk)
        for name in ("staff", "desk_clerk", "biller", "their_clerk", "visitor"):
            self._sign_in(getattr(self, name))
            for url, role in self.forms.items():
                if role == ADMINISTRATOR:
                    self.assertEqual(self._post(url, **self._answers(url)), 403, (name, url))
        self.assertEqual(row._roles(), {"clerk"})
        self.assertEqual(self.invitation.state, "open")
        self.assertFalse(self._mailed("eve@example.org"))

    def test_what_belongs_to_another_provider_is_not_found(self):
        self._sign_in(self.their_boss)
        for url, role in {**self.pages, **self.forms}.items():
            number = any(sign.isdigit() for sign in url)
            if role == ADMINISTRATOR and number:
                with self.subTest(url=url):
                    is_form = url in self.forms
                    status = self._post(url, **self._answers(url)) if is_form else None
                    status = status or self.url_open(url).status_code
                    self.assertEqual(status, 404)
        self._sign_in(self.rival)
        self._get(f"/provider/claims/{self.claim.public_id}", 404)
        self.env.invalidate_all()
        self.assertEqual(self._roles_of(self.desk_clerk), {"clerk"})
        self.assertEqual(self.invitation.state, "open")

    def test_each_role_reads_holds_by_rpc_and_no_other(self):
        place = "/web/dataset/call_kw/g2p.voucher.hold/search_read"
        params = {
            "model": "g2p.voucher.hold",
            "method": "search_read",
            "args": [[], ["name", "amount"]],
            "kwargs": {},
        }
        for name, allowed in {**ROLES, "their_clerk": set(), "their_boss": set()}.items():
            self._sign_in(getattr(self, name))
            with self.subTest(user=name):
                rows = self.make_jsonrpc_request(place, params)
                expected = [self.hold_id] if CLERK in allowed else []
                self.assertEqual([row["id"] for row in rows], expected)

    def test_a_visitor_signs_in_first(self):
        for url, role in self.pages.items():
            if role == ADMINISTRATOR:
                location = self._get(url, 303).headers["Location"]
                self.assertIn("/assistance/sign-in?redirect=", location)

    def test_forms_without_their_token_change_nothing(self):
        self._sign_in(self.boss)
        for url, role in self.forms.items():
            if role == ADMINISTRATOR:
                with self.assertLogs("odoo.http", "WARNING"):
                    response = self.url_open(url, data={"a": "b"}, allow_redirects=False)
                self.assertEqual(response.status_code, 400)
        self.assertEqual(self._roles_of(self.desk_clerk), {"clerk"})

    def test_the_address_of_a_form_leads_to_its_page(self):
        self._sign_in(self.boss)
        for url, role in self.forms.items():
            if role == ADMINISTRATOR:
                location = self._get(url, 303).headers["Location"]
                self.assertIn("/provider/people", location)
        self.assertEqual(self._roles_of(self.desk_clerk), {"clerk"})
