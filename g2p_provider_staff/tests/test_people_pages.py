from lxml import html

from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_service_provider.tests.common import ProviderPageCase
from odoo.addons.g2p_suite_account.tests.common import open_sign_up

from .common import StaffFixture

PEOPLE, JOIN = "/provider/people", "/provider/join"
ANA = "ana@example.org"


@tagged("post_install", "-at_install")
class TestPeoplePages(StaffFixture, ProviderPageCase):
    """The pages, used as in a browser without scripts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_staff()

    def _links(self, response):
        return {a.get("href") for a in html.fromstring(response.text).iterfind(".//nav//a")}

    def _accept(self, token, **answers):
        page = self._get(f"{JOIN}?token={token}")
        return self._send(page, f"{JOIN}/accept", follow=False, **answers)

    # === Pages by role === #

    def test_menu_and_start_page_show_what_the_roles_allow(self):
        self._create_claim(self._redeem(5))
        self._redeem(7)
        expected = {
            self.staff: (True, True, False),
            self.desk_clerk: (True, False, False),
            self.biller: (False, True, False),
            self.boss: (False, False, True),
        }
        for user, (serves, claims, administers) in expected.items():
            self._sign_in(user)
            page = self._get("/provider")
            links, words = self._links(page), self._words(page)
            self.assertEqual("/provider/scan" in links, serves, user.login)
            self.assertEqual("/provider/claims" in links, claims, user.login)
            self.assertEqual(PEOPLE in links, administers, user.login)
            self.assertEqual("not claimed yet." in words, claims, user.login)
            self.assertEqual("INV-1" in words, claims, user.login)

    def test_lists_and_receipts_tell_who_does_not_claim_nothing_of_claims(self):
        redemption = self._redeem(5)
        claim = self._create_claim(redemption)
        for user, knows in ((self.desk_clerk, False), (self.biller, True)):
            self._sign_in(user)
            for url in ("/provider/redemptions", f"/provider/redemption/{redemption.id}"):
                words = self._words(self._get(url)).lower()
                self.assertEqual(claim.name.lower() in words, knows, (user.login, url))
                self.assertNotIn("not claimed yet", words)

    def test_the_reason_is_a_page(self):
        self._sign_in(self.biller)
        self._assert_reads(
            self._get("/provider/scan", 403),
            "Not for your role",
            "Your account at Hospital H1 does not have the role Clerk",
        )
        self._sign_in(self.desk_clerk)
        self._assert_reads(self._get(PEOPLE, 403), "does not have the role Administrator")

    def test_a_role_that_was_taken_counts_at_the_next_request(self):
        text = self._create_text()
        self._sign_in(self.desk_clerk)
        page = self._check(text)
        self._as(self.boss)._portal_set_roles(self._row(self.desk_clerk).id, ["claims"])
        self.assertEqual(self._send(page, "/provider/redeem").status_code, 403)
        self.assertFalse(self._ledger())
        self._as(self.boss)._portal_remove(self._row(self.desk_clerk).id)
        self._assert_reads(self._get("/provider", 403), "your account does not act for a hospital")

    # === People === #

    def test_an_administrator_changes_and_removes(self):
        self._sign_in(self.boss)
        url = f"{PEOPLE}/{self._row(self.desk_clerk).id}"
        self._assert_reads(self._get(PEOPLE), "People", self.desk_clerk.name, "Clerk")
        done = self._send(self._get(url), f"{url}/roles", roles=["clerk", "claims"])
        self._assert_reads(done, "The roles are changed, from now on.", "Clerk, Claims")
        self.assertEqual(self._roles_of(self.desk_clerk), {"clerk", "claims"})
        done = self._send(self._get(url), f"{url}/remove")
        self._assert_reads(done, "The person is removed")
        self.assertNotIn(self.desk_clerk.name, self._words(done))

    def test_a_refused_change_shows_the_form_with_the_reason(self):
        self._sign_in(self.boss)
        url = f"{PEOPLE}/{self._row(self.boss).id}"
        refused = self._send(self._get(url), f"{url}/roles", roles=["clerk", "administrator"])
        self.assertEqual(refused.status_code, 422)
        self._assert_reads(refused, "You cannot give yourself a role.")
        self.assertEqual(self._form(refused, f"{url}/roles")["roles"], ["clerk", "administrator"])
        self.assertEqual(self._roles_of(self.boss), {"administrator"})

    def test_who_gives_up_the_own_role_leaves_the_pages(self):
        self._sign_in(self.boss)
        self._row(self.boss).is_clerk = True
        url = f"{PEOPLE}/{self._row(self.boss).id}"
        done = self._send(self._get(url), f"{url}/roles", follow=False, roles=["clerk"])
        self.assertTrue(done.headers["Location"].endswith("/provider"))
        self._get(PEOPLE, 403)

    def test_while_suspended_the_pages_are_read_only(self):
        self._invite(ANA)
        self.provider._set_state("suspended")
        self._sign_in(self.boss)
        url = f"{PEOPLE}/{self._row(self.desk_clerk).id}"
        for page in (self._get(PEOPLE), self._get(url)):
            self._assert_reads(page, "is suspended, so its staff cannot change now.")
            self.assertFalse(html.fromstring(page.text).findall(".//main//form"))

    def test_pages_load_nothing_from_elsewhere_and_are_not_kept(self):
        self._sign_in(self.boss)
        for url in (PEOPLE, f"{PEOPLE}/{self._row(self.boss).id}"):
            page = self._get(url)
            self.assertEqual(page.headers["Cache-Control"], "no-store")
            self.assertNotIn("<script>", page.text)

    # === Invitations === #

    def test_an_administrator_invites_and_withdraws(self):
        self._sign_in(self.boss)
        page = self._send(
            self._get(PEOPLE), f"{PEOPLE}/invite", email=ANA, name="Ana Ruiz", roles=["claims"]
        )
        self._assert_reads(page, "The invitation is on its way.", ANA, "Claims; valid until")
        invitation, _token = self._last_invitation(ANA)
        url = f"{PEOPLE}/invitation/{invitation.id}"
        self._assert_reads(self._send(page, f"{url}/send"), "The invitation is on its way.")
        self.assertEqual(len(self._mailed(ANA)), 2)
        page = self._send(self._get(PEOPLE), f"{url}/withdraw")
        self._assert_reads(page, "its link does not work any more")
        self.assertNotIn(ANA, self._words(page))

    def test_a_refused_invitation_keeps_what_was_typed(self):
        self._sign_in(self.boss)
        page = self._send(self._get(PEOPLE), f"{PEOPLE}/invite", email="x", name="<b>Ana", roles=[])
        self.assertEqual(page.status_code, 422)
        self._assert_reads(page, "Enter the e-mail address of the person")
        form = self._form(page, f"{PEOPLE}/invite")
        self.assertEqual((form["email"], form["name"]), (["x"], ["<b>Ana"]))

    def test_a_person_without_an_account_accepts_and_signs_in(self):
        open_sign_up(self.env)
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2b")
        _invitation, token = self._invite(ANA)
        answer = self._accept(token, name="Ana Ruiz")
        page = self._get(answer.headers["Location"])
        self.assertIn('name="password"', page.text)
        values = {"password": "a-long-password", "confirm_password": "a-long-password"}
        self._send(page, "/assistance/reset-password", **values)
        self.authenticate(ANA, "a-long-password")
        self._assert_reads(self._get("/provider"), "Scan a voucher")

    def test_a_person_with_an_account_signs_in_and_accepts(self):
        user = new_test_user(self.env, ANA, groups="base.group_portal", password="a-long-password")
        _invitation, token = self._invite(ANA)
        page = self._get(f"{JOIN}?token={token}")
        self._assert_reads(page, "There is an account with the address ana@example.org.")
        self.assertIn("/assistance/sign-in?redirect=", page.text)
        self.authenticate(ANA, "a-long-password")
        answer = self._accept(token)
        self.assertTrue(answer.headers["Location"].endswith("/provider"))
        self.assertEqual(self._roles_of(user), {"clerk"})

    def test_another_account_reads_what_to_do(self):
        _invitation, token = self._invite(ANA)
        self._sign_in(self.visitor)
        page = self._get(f"{JOIN}?token={token}")
        self._assert_reads(page, "you are signed in with another account.")
        self.assertFalse(html.fromstring(page.text).findall(".//main//form"))

    def test_a_link_that_does_not_count_tells_nothing(self):
        invitation, token = self._invite(ANA)
        invitation._set_state("withdrawn")
        for word in (token, "forged", ""):
            page = self._get(f"{JOIN}?token={word}", 410)
            self.assertNotIn("Hospital H1", page.text)
            self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self._assert_reads(self._get(f"{JOIN}?token=x", 410), "too old, withdrawn or used")
        self._assert_reads(self._get(JOIN, 410), "Open the link in the e-mail again.")

    def test_a_visitor_learns_of_no_people(self):
        _invitation, token = self._invite(ANA)
        page = self._get(f"{JOIN}?token={token}")
        self.assertNotIn(self.boss.name, page.text)
        self.assertNotIn(self.desk_clerk.name, page.text)
