from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from lxml import html

from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_suite_account.models.ir_http import PROOF

from . import double
from .common import PAGE, SignInCase

BIOMETRICS = "mosip:idp:acr:biometrics"


@tagged("post_install", "-at_install")
class TestProof(SignInCase):
    """Signing in with an ID proves to programmes who somebody is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accesses = cls.env["g2p.portal.access"]

    def proven(self, user=None):
        self.env.invalidate_all()
        return self.accesses._proven_registrant(user or self.identity().user_id)

    def sign_in_as_holder(self):
        """The browser of somebody with a password."""
        self.authenticate("id_portal", "id_portal")

    def show(self, **query):
        """Show one's ID as a programme demands."""
        return self.sign_in(proof="1", **query)

    def assert_unproven(self, where, redirect=None):
        query = {"problem": ["unproven"], "proof": ["1"]}
        if redirect:
            query["redirect"] = [redirect]
        self.assertEqual(urlsplit(where).path, PAGE)
        self.assertEqual(parse_qs(urlsplit(where).query), query)
        words = self.words(self.url_open(where))
        self.assertIn(
            "This is your ID, but the office does not know you by its number yet. Go to the office "
            "with your document; your answers are saved.",
            words,
        )

    # === What proves, and what does not === #

    def test_a_person_of_the_registry_proves_it_by_signing_in(self):
        person = self.create_person()
        self.sign_in()
        self.assertEqual(self.proven(), person)
        # sudo: only compared
        self.assertTrue(self.env["g2p.sign.in.log"].sudo().search([], limit=1).is_proof)

    def test_each_sign_in_renews_the_proof(self):
        person = self.create_person()
        self.sign_in()
        user = self.identity().user_id
        row = self.accesses._rows_sudo(user, person)
        long_ago = fields.Datetime.now() - timedelta(days=400)
        row.write({"date_proven": long_ago, "verified_until": long_ago})
        self.assertFalse(self.proven(user))
        self.other_browser()
        self.sign_in()
        self.assertEqual(self.proven(user), person)
        self.assertGreater(row.verified_until, fields.Datetime.now() + timedelta(days=300))

    def test_a_proof_lasts_as_long_as_the_settings_say_and_is_never_shortened(self):
        person = self.create_person()
        self.provider.access_days = 30
        self.sign_in()
        row = self.accesses._rows_sudo(self.identity().user_id, person)
        self.assertLess(row.verified_until, fields.Datetime.now() + timedelta(days=31))
        late = fields.Datetime.now().replace(microsecond=0) + timedelta(days=90)
        for until in (late, False):
            row.verified_until = until
            row.flush_recordset()
            self.other_browser()
            self.sign_in()
            self.env.invalidate_all()
            self.assertEqual(row.verified_until, until)

    def test_a_new_person_has_proven_whose_number_it_is(self):
        self.sign_in()
        self.assertEqual(self.proven(), self.identity().registrant_id)
        self.assertTrue(self.proven().is_sign_in_unchecked)

    def test_a_number_of_an_expired_or_invalid_id_proves_nothing_before_a_registrar_looked(self):
        old = self.create_person(expiry_date=self.env.company._office_day() - timedelta(days=1))
        self.sign_in()
        person = self.identity().registrant_id
        self.assertNotEqual(person, old)
        self.assertFalse(self.proven())
        old.reg_ids.write({"expiry_date": False, "status": "invalid"})
        self.sign_in()
        self.assertFalse(self.proven())
        person.action_sign_in_checked()
        self.sign_in()
        self.assertEqual(self.proven(), person)

    def test_a_provider_without_a_number_proves_nothing(self):
        self.provider.write({"id_type_id": False, "id_claim": False})
        self.sign_in()
        self.assertFalse(self.proven())
        self.assertTrue(self.identity().registrant_id)

    def test_another_number_than_before_proves_nothing(self):
        self.create_person()
        self.sign_in()
        user = self.identity().user_id
        other = self.create_person("55555")
        self.accesses._rows_sudo(user, self.identity().registrant_id).date_proven = False
        self.double.person["individual_id"] = "55555"
        self.sign_in()
        self.assertFalse(self.proven(user))
        self.assertFalse(self.accesses._rows_sudo(user, other))

    def test_a_weaker_way_than_that_of_confirming_signs_in_and_proves_nothing(self):
        self.create_person()
        self.provider.step_up_acr_values = BIOMETRICS
        self.assertEqual(self.sign_in(), "/my")
        self.assertFalse(self.proven())
        address = self.begin(proof="1", redirect="/my/home")
        self.assertIn("biometrics", address)
        self.assertIn("max_age=300", address)
        self.double.acr = BIOMETRICS
        self.assertEqual(self.come_back(self.double.come_back(address)), "/my/home")
        self.assertTrue(self.proven())

    def test_the_first_id_of_an_account_proves_in_the_strong_way_too(self):
        person = self.create_person()
        self.provider.step_up_acr_values = BIOMETRICS
        self.sign_in_as_holder()
        self.assertIn("problem=weak", self.show())
        self.assertFalse(self.identity())
        self.double.acr = BIOMETRICS
        self.show()
        self.assertEqual(self.proven(self.portal_user), person)

    # === An account is one person === #

    def test_the_holder_of_an_account_proves_who_they_are_and_comes_back(self):
        person = self.create_person()
        self.sign_in_as_holder()
        before = self.opener.cookies.get_dict()["session_id"]
        self.assertEqual(self.show(redirect="/my/home?a=1"), "/my/home?a=1")
        self.assertEqual(self.opener.cookies.get_dict()["session_id"], before)
        self.assertEqual(self.proven(self.portal_user), person)

    def test_an_account_of_one_person_gets_no_id_of_another(self):
        mine = self.create_person("4711")
        self.create_person()
        self.accesses._grant(self.portal_user, mine)
        self.sign_in_as_holder()
        where = self.show(redirect="/my")
        self.assertEqual(where, f"{PAGE}?problem=person&redirect=%2Fmy&proof=1")
        self.assertEqual(self.outcomes()[0], "person")
        self.assertFalse(self.identity())
        self.assertEqual(self.accesses._own_registrants(self.portal_user), mine)

    def test_a_guardian_does_not_become_the_child(self):
        child = self.create_person()
        self.accesses._grant(self.portal_user, child, "guardian")
        self.sign_in_as_holder()
        self.assertEqual(self.show(), f"{PAGE}?problem=person&proof=1")
        self.assertEqual(self.accesses._relation_of(self.portal_user, child), "guardian")
        self.assertFalse(self.identity())

    def test_an_access_that_the_office_ended_is_proven_by_nobody(self):
        person = self.create_person()
        self.sign_in()
        user = self.identity().user_id
        row = self.accesses._rows_sudo(user, person)
        row.write({"date_proven": False})
        row._revoke()
        self.assert_unproven(self.show())
        self.env.invalidate_all()
        self.assertEqual((row.active, row.date_proven), (False, False))

    def test_a_number_that_the_office_gave_to_the_right_person(self):
        """The number was entered for the wrong person: the office corrects it, and ends the access
        that came from it."""
        wrong = self.create_person()
        self.sign_in()
        user = self.identity().user_id
        right = self.create_person("to come")
        wrong.reg_ids.value = "entered wrongly"
        right.reg_ids.value = "1234567890"
        self.assert_unproven(self.show())
        self.accesses._rows_sudo(user, wrong)._revoke()
        self.assertEqual(self.show(redirect="/my"), "/my")
        self.assertEqual(self.proven(user), right)
        self.assertEqual(self.identity().registrant_id, right)
        self.assertFalse(self.accesses._relation_of(user, wrong))

    def test_a_known_person_with_an_unknown_number_is_not_registered_twice(self):
        """An officer has identified the holder; the registry does not have the number yet."""
        mine = self.create_person("another")
        mine.reg_ids.unlink()
        self.accesses._grant(self.portal_user, mine)
        people = self.env["res.partner"].search_count([])
        self.sign_in_as_holder()
        self.assert_unproven(self.show(redirect="/my"), "/my")
        self.assertEqual(self.env["res.partner"].search_count([]), people)
        self.assertEqual(self.accesses._own_registrants(self.portal_user), mine)
        self.assertFalse(self.identity().registrant_id)
        # the registrar adds the number
        self.env["g2p.reg.id"].create(
            {"partner_id": mine.id, "id_type": self.national.id, "value": "1234567890"}
        )
        self.assertEqual(self.show(redirect="/my"), "/my")
        self.assertEqual(self.proven(self.portal_user), mine)
        self.assertEqual(self.identity().registrant_id, mine)

    # === The account that its holder has proven === #

    def test_the_account_that_its_holder_has_proven_is_opened(self):
        person = self.create_person()
        self.portal_user.email = "holder@example.org"
        self.accesses._prove_self(self.portal_user, person)
        mails = self.env["mail.mail"].search([])
        self.sign_in()
        self.assertEqual(self.current_uid(), self.portal_user.id)
        self.assertEqual(self.identity().origin, "number")
        [mail] = self.env["mail.mail"].search([]) - mails
        self.assertIn("holder@example.org", mail.email_to)

    def test_a_proven_account_that_the_office_closed_stays_closed(self):
        person = self.create_person()
        self.accesses._prove_self(self.portal_user, person)
        self.portal_user.active = False
        users = self.env["res.users"].with_context(active_test=False).search_count([])
        self.assert_refused(self.sign_in(), "office")
        self.assertEqual(self.outcomes()[0], "blocked")
        self.assertFalse(self.identity())
        after = self.env["res.users"].with_context(active_test=False).search_count([])
        self.assertEqual(after, users)

    def test_a_proven_account_with_another_id_of_the_issuer_is_not_opened(self):
        person = self.create_person()
        self.sign_in()
        first = self.identity().user_id
        self.assertEqual(self.proven(first), person)
        self.other_browser()
        self.double.person["sub"] = "psut-2"
        self.sign_in()
        self.assertNotEqual(self.identity("psut-2").user_id, first)
        self.assertEqual(self.outcomes()[0], "done")

    # === The page of the ways === #

    def test_the_page_of_the_proof_offers_the_id(self):
        self.sign_in_as_holder()
        page = self.url_open(f"{PROOF}?redirect=/my/home")
        way = f"{PAGE}?proof=1&redirect=%2Fmy%2Fhome"
        links = html.fromstring(page.text).xpath("//div[@id='proof_ways']/a[@href=$way]", way=way)
        self.assertEqual([link.text for link in links], ["With your ID: National ID"])
        form = self.form(self.url_open(way))
        self.assertEqual((form["proof"], form["redirect"]), ("1", "/my/home"))
        self.provider.write({"id_type_id": False, "id_claim": False})
        self.assertNotIn(PAGE, self.url_open(f"{PROOF}?redirect=/my/home").text)

    def test_another_try_is_still_for_the_proof(self):
        self.create_person()
        self.sign_in_as_holder()
        self.double.fault = "denied"
        where = self.show(redirect="/my/home")
        self.assertEqual(where, f"{PAGE}?problem=cancelled&redirect=%2Fmy%2Fhome&proof=1")
        page = self.url_open(where)
        self.assertEqual(self.form(page)["proof"], "1")
        [back] = html.fromstring(page.text).xpath("//a[@id='back']/@href")
        self.assertEqual(back, "/my/home")

    def test_without_a_demand_nobody_reads_of_a_proof(self):
        self.provider.write({"id_type_id": False, "id_claim": False})
        self.sign_in_as_holder()
        self.assertEqual(self.sign_in(redirect="/my"), "/my")
        self.assertNotIn("proof", self.form(self.page()))

    def test_a_fault_of_the_provider_proves_nothing(self):
        self.create_person()
        self.sign_in_as_holder()
        for fault in double.FAULTS:
            with self.subTest(fault=fault):
                self.double.fault = fault
                self.assertIn("proof=1", self.show())
                self.assertFalse(self.proven(self.portal_user))
        self.assertFalse(self.identity())
