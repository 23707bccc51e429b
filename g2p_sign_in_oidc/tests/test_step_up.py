import time

from odoo.tests import tagged

from ..tools.refusals import Refused
from .common import SignInCase


@tagged("post_install", "-at_install")
class TestStepUp(SignInCase):
    """People who are signed in confirm an important step, or add their ID to their account."""

    def test_the_provider_is_asked_for_a_recent_sign_in(self):
        self.sign_in()
        self.assertIn("max_age=300", self.begin())

    def test_a_stronger_way_is_asked_for_where_the_settings_say_so(self):
        self.sign_in()
        self.provider.step_up_acr_values = "mosip:idp:acr:biometrics"
        self.assertIn("biometrics", self.begin())
        self.assertIn("problem=weak", self.sign_in())
        self.double.acr = "mosip:idp:acr:biometrics"
        self.assertEqual(self.sign_in(redirect="/my/home"), "/my/home")

    def test_an_old_sign_in_confirms_nothing(self):
        self.sign_in()
        self.double.auth_time = int(time.time()) - 4000
        self.assertIn("problem=expired", self.sign_in())
        self.assertEqual(self.outcomes()[0], "auth_time")

    def test_another_person_confirms_nothing(self):
        self.sign_in()
        mine = self.current_uid()
        self.double.person["sub"] = "psut-2"
        self.assertIn("problem=person", self.sign_in())
        self.assertEqual(self.current_uid(), mine)
        self.assertFalse(self.identity("psut-2"))

    def test_an_account_gets_an_id(self):
        self.authenticate("id_portal", "id_portal")
        self.assertEqual(self.sign_in(redirect="/my"), "/my")
        identity = self.identity()
        self.assertEqual((identity.user_id, identity.origin), (self.portal_user, "account"))
        self.other_browser()
        self.sign_in()
        self.assertEqual(self.current_uid(), self.portal_user.id)

    def test_the_page_says_to_whose_account_an_id_is_added(self):
        """On a shared telephone the session may be of the person before."""
        self.authenticate("id_portal", "id_portal")
        words = self.words(self.page())
        self.assertIn("Add your ID to your account", words)
        self.assertIn(f"You are signed in as {self.portal_user.name} If this is not you", words)
        self.sign_in()
        self.assertIn("Confirm with your ID", self.words(self.page()))

    def test_a_session_left_open_at_the_provider_adds_no_id(self):
        self.authenticate("id_portal", "id_portal")
        address = self.begin()
        self.assertIn("max_age=300", address)
        self.double.auth_time = int(time.time()) - 4000
        self.assertIn("problem=expired", self.come_back(self.double.come_back(address)))
        self.assertFalse(self.identity())

    def test_the_provider_shows_its_page_each_time(self):
        self.assertIn("prompt=login", self.begin())
        self.provider.asks_again = False
        self.assertNotIn("prompt", self.begin())

    def test_without_a_time_of_the_provider_nothing_counts_as_confirmed(self):
        sign_in = self.env["g2p.sign.in"]
        now = int(time.time())
        for moment, wanted in ((now, now), (now + 9, now), (float(now), now), (None, False)):
            self.assertEqual(sign_in._moment({"auth_time": moment}), wanted)
        for moment in (True, "1", -1, 0, now + 4000, float("nan"), float("inf")):
            self.assertFalse(sign_in._moment({"auth_time": moment}))

    def test_the_holder_of_an_account_reads_in_a_mail_that_an_id_was_added(self):
        self.portal_user.email = "holder@example.org"
        self.authenticate("id_portal", "id_portal")
        mails = self.env["mail.mail"].search([])
        self.sign_in()
        [mail] = self.env["mail.mail"].search([]) - mails
        self.assertIn("holder@example.org", mail.email_to)
        self.assertIn("An ID was added to your account", mail.body_html)
        for word in ("Amina", "1234567890", "psut-1"):
            self.assertNotIn(word, mail.body_html)
        self.sign_in()  # and not when it confirms
        self.assertEqual(self.env["mail.mail"].search([]) - mails, mail)

    def test_an_id_of_another_account_is_not_added(self):
        self.sign_in()
        owner = self.identity().user_id
        self.authenticate("id_portal", "id_portal")
        self.assertIn("problem=person", self.sign_in())
        self.assertEqual(self.current_uid(), self.portal_user.id)
        self.assertEqual(self.identity().user_id, owner)
        self.assertEqual(self.outcomes()[0], "linked")

    def test_an_answer_is_for_the_user_who_asked(self):
        """Somebody else signs in in the same browser before the answer comes."""
        public = self.env.ref("base.public_user")
        for asked, now in ((self.portal_user.id, public), (None, self.portal_user)):
            with self.subTest(asked=asked), self.assertRaises(Refused) as caught:
                sign_in = self.env["g2p.sign.in"].with_user(now)
                # sudo: only compared
                sign_in._ask(self.provider.sudo(), {}, None, {"user_id": asked})
            self.assertEqual(caught.exception.code, "expired")
        self.assertEqual(self.double.calls, [])

    def test_an_office_account_has_no_id(self):
        self.authenticate("admin", "admin")
        page = self.page()
        self.assertIn("office account", self.words(page))
        self.assertNotIn(b"/assistance/id/start", page.content)
