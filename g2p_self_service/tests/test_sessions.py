import errno
import time
from unittest.mock import patch
from urllib.parse import urlsplit

from lxml import html
from psycopg2.pool import PoolError

from odoo import fields
from odoo.http import root
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import by_scheduler
from odoo.addons.g2p_document_store.tests.common import full_disk, in_files, unique_picture

from .common import BASE, AssistancePageCase

OUT = "You had been signed out, so this was not sent."
HERE = "Your answers are still here. Check and send them."
AFTER_COMMIT = "odoo.addons.g2p_suite_base.tools.after_commit"


class SessionCase(AssistancePageCase):
    """A person whose session ends while a page is open."""

    def end_session(self):
        self.authenticate(None, None)

    def log_in(self, page, user):
        """Fill in the sign-in page to which the user was redirected."""
        self.assertEqual(urlsplit(page.url).path, "/assistance/sign-in")
        return self.send(page, "/assistance/sign-in", login=user.login, password=user.login)

    def value(self, page, name):
        field = html.fromstring(page.text).find(f".//*[@name='{name}']")
        return field.value

    def kept(self):
        self.env.invalidate_all()
        return self.env["g2p.kept.form"].sudo().search([])

    def title(self, page):
        return html.fromstring(page.text).findtext(".//title").strip()


@tagged("post_install", "-at_install")
class TestSessions(SessionCase):
    def test_typed_answers_survive_signing_in_again(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "address"))
        self.end_session()
        login = self.save(application, "address", page, street="9 New Road", city="Kisumu")
        self.assertEqual(application.street, "5 Hill Road")
        again = self.log_in(login, self.ada)
        self.assertEqual(urlsplit(again.url).path, self.url(application, "address"))
        self.assert_reads(again, OUT, HERE)
        self.assertEqual(self.value(again, "street"), "9 New Road")
        self.assertEqual(self.value(again, "city"), "Kisumu")
        self.assertEqual(application.street, "5 Hill Road", "nothing is sent by itself")
        saved = self.save(application, "address", again)
        self.assertEqual(saved.status_code, 200)
        self.assertNotIn(OUT, self.words(saved))
        application.invalidate_recordset()
        self.assertEqual((application.street, application.city), ("9 New Road", "Kisumu"))
        self.assertFalse(self.kept())
        back = self.get(urlsplit(again.url).path + "?" + urlsplit(again.url).query)
        self.assertNotIn(OUT, self.words(back))
        self.assert_reads(back, "If they were sent in the meantime, there is nothing to do.")

    def test_the_rows_of_the_household_survive_too(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "family"))
        self.end_session()
        names = ["Asha", "Juma", ""]
        login = self.save(application, "family", page, household_size="4", member_name=names)
        again = self.log_in(login, self.ada)
        form = self.form(again, self.url(application, "family/save"))
        self.assertEqual(form["member_name"][:2], names[:2])
        self.assertEqual(form["household_size"], ["4"])

    def test_a_tick_and_the_way_back_to_the_review_survive(self):
        application = self.draft()
        application.sudo().write({"consent_given": False})
        self.sign_in()
        page = self.get(self.url(application, "consent") + "?from_review=1")
        self.end_session()
        login = self.save(application, "consent", page, consent_given="1")
        again = self.log_in(login, self.ada)
        form = self.form(again, self.url(application, "consent/save"))
        self.assertEqual((form["consent_given"], form["from_review"]), (["1"], ["1"]))

    def test_another_user_on_the_same_phone_finds_nothing(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "address"))
        self.end_session()
        login = self.save(application, "address", page, street="Secret Road")
        other = self.log_in(login, self.eve)
        self.assertEqual(other.status_code, 404)
        self.assertNotIn("Secret Road", other.text)
        # tests share one connection, so a refused page also rolls back the removal
        self.get(f"/my/assistance?{urlsplit(other.url).query}")
        self.assertFalse(self.kept())
        self.sign_in()
        again = self.url_open(urlsplit(other.url).path + "?" + urlsplit(other.url).query)
        self.assertNotIn("Secret Road", again.text)

    @mute_logger("odoo.http")  # a form with the token of another session
    def test_a_page_of_another_tab_returns_with_the_typed_answers(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "address"))
        self.sign_in()  # in another tab, after signing out there
        again = self.save(application, "address", page, street="9 New Road")
        self.assertEqual(urlsplit(again.url).path, self.url(application, "address"))
        self.assert_reads(again, OUT, HERE)
        self.assertEqual(self.value(again, "street"), "9 New Road")
        self.assertEqual(application.street, "5 Hill Road")

    @mute_logger("odoo.http")
    def test_another_users_page_is_neither_sent_nor_kept(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "address"))
        self.sign_in(self.eve)
        answer = self.save(application, "address", page, street="9 New Road")
        self.assertEqual(answer.status_code, 404)
        self.assertNotIn("9 New Road", answer.text)
        self.assertFalse(self.kept())
        self.assertEqual(application.street, "5 Hill Road")

    def test_files_must_be_chosen_again(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "documents") + "?from_review=1")
        self.end_session()
        login = self.add_document(application, page=page)
        again = self.log_in(login, self.ada)
        self.assertEqual(urlsplit(again.url).path, self.url(application, "documents"))
        self.assert_reads(again, OUT, "Choose files again: they are not kept.")
        form = self.form(again, self.url(application, "documents/add"))
        self.assertEqual(form["from_review"], ["1"])

    def test_starting_submitting_and_withdrawing_continue_after_signing_in(self):
        application = self.draft()
        self.sign_in()
        pages = {
            f"{BASE}/start": (f"/assistance/{self.type.code}",) * 2,
            self.url(application, "submit"): (self.url(application, "review"),) * 2,
            self.url(application, "withdraw"): (self.url(application, "withdraw"),) * 2,
        }
        for action, (page, after) in pages.items():
            with self.subTest(action=action):
                self.sign_in()
                form = self.get(page)
                self.end_session()
                again = self.log_in(self.send(form, action), self.ada)
                self.assertEqual((again.status_code, urlsplit(again.url).path), (200, after))
                self.assert_reads(again, OUT)
        self.assertEqual(application.state, "draft")

    def test_a_reply_and_an_appeal_are_kept_while_signing_in(self):
        asked, refused = self.submitted(), self.submitted()
        self.step(asked, self.one).action_return("Which hospital?")
        self.step(refused, self.one).action_reject(self.reason.code, "Internal")
        refused.sudo().write({"appeal_until": fields.Date.add(fields.Date.today(), days=9)})
        for case, page, action, field in (
            (asked, "review", "submit", "reply"),
            (refused, "appeal", "appeal", "text"),
        ):
            with self.subTest(action=action):
                self.sign_in()
                form = self.get(self.url(case, page))
                self.end_session()
                url = self.url(case, action)
                again = self.log_in(self.send(form, url, **{field: "Ward 3, City"}), self.ada)
                self.assertEqual(urlsplit(again.url).path, self.url(case, page))
                self.assert_reads(again, OUT, "Ward 3, City")
        self.assertEqual((asked.state, refused.appeal_id.state), ("returned", False))

    def test_the_page_contains_the_duration_of_the_session(self):
        application = self.draft()
        self.sign_in()
        self.env["ir.config_parameter"].sudo().set_param("sessions.max_inactivity_seconds", "1800")
        page = self.get(self.url(application, "address"))
        [warning] = html.fromstring(page.text).find_class("o_g2p_session")
        self.assertEqual((warning.get("data-seconds"), warning.get("hidden")), ("1800", "hidden"))
        self.assertIn("session_id=", page.headers["Set-Cookie"], "its time starts again")
        later = int(time.time()) + 600
        with patch("odoo.addons.g2p_suite_page.models.ir_http_forms.time", lambda: later):
            page = self.get(self.url(application, "address"))
        [warning] = html.fromstring(page.text).find_class("o_g2p_session")
        self.assertIn(int(warning.get("data-seconds")), range(1195, 1203), "not prolonged yet")
        self.end_session()
        public = self.get("/assistance")
        self.assertEqual(html.fromstring(public.text).find_class("o_g2p_session"), [])


@tagged("post_install", "-at_install")
class TestNotices(SessionCase):
    def test_saved_is_shown_once(self):
        application = self.draft()
        self.sign_in()
        for button in ({}, {"later": "1"}):
            saved = self.save(application, "address", street="9 New Road", **button)
            self.assert_reads(saved, "Saved.")
            self.assertNotIn("Saved.", self.words(self.get(urlsplit(saved.url).path)))
        wrong = self.save(application, "address", street="")
        self.assertNotIn("Saved.", self.words(wrong))
        self.assert_reads(self.add_document(application, unique_picture()), "Saved.")

    def test_the_title_of_a_page_with_errors_starts_with_error(self):
        application = self.draft()
        self.sign_in()
        good = self.get(self.url(application, "address"))
        wrong = self.save(application, "address", good, street="")
        self.assertEqual(wrong.status_code, 422)
        self.assertEqual(self.title(wrong), f"Error: {self.title(good)}")
        self.assertFalse(self.title(good).startswith("Error"))
        application.sudo().write({"street": False})
        self.assertTrue(self.title(self.submit(application)).startswith("Error: "))
        self.assertTrue(self.title(self.add_document(application, b"")).startswith("Error: "))

    def test_the_country_of_the_office_is_selected_and_first(self):
        kenya = self.env.ref("base.ke")
        self.env.company.country_id = kenya
        application = self.draft()
        application.sudo().write({"country_id": False})
        self.sign_in()
        page = html.fromstring(self.get(self.url(application, "address")).text)
        [choice] = page.xpath("//select[@name='country_id']")
        self.assertEqual(choice.value, str(kenya.id))
        values = choice.value_options
        self.assertEqual(values[1], str(kenya.id))
        self.assertEqual(len(values), len(set(values)))

    def test_an_applicant_for_somebody_else_is_named(self):
        application = self.draft()
        self.sign_in()
        self.assertNotIn("Who applies", self.words(self.get(self.url(application, "review"))))
        application.sudo().write({"relation": "helper", "given_name": "Juma"})
        words = self.words(self.get(self.url(application, "review")))
        self.assertIn("Who applies Ada Nyambura: For somebody I help", words)
        self.assertIn("Patient's name Juma Nyambura", words)

    def test_times_show_their_time_zone(self):
        self.ada.tz = "Africa/Nairobi"
        application = self.submitted()
        self.sign_in()
        words = self.words(self.get(self.url(application)))
        self.assertRegex(words, r"You will get an answer by \d+ \w+ \d{4}, \d\d:\d\d GMT\+03:00")

    def test_an_employee_is_asked_to_use_a_personal_account(self):
        for user in (self.clerk, self.one):
            self.sign_in(user)
            page = self.get(f"/assistance/{self.type.code}")
            self.assert_reads(page, "Please apply with a personal account")
            links = html.fromstring(page.text).xpath("//div[@id='employee']//a/@href")
            back = f"/assistance/{self.type.code}"
            self.assertEqual(links, [f"/web/session/logout?redirect={back}"])
            self.assertFalse(html.fromstring(page.text).xpath("//form[contains(@action, 'start')]"))
            self.assert_reads(self.get(BASE), "You are signed in with an office account.")
            sent = {"csrf_token": self.csrf_token(), "code": self.type.code}
            started = self.url_open(f"{BASE}/start", data=sent)
            self.assertEqual((started.status_code, urlsplit(started.url).path), (200, back))
            self.assertFalse(self.applications(user))
            out = self.url_open(links[0])
            self.assertEqual((out.status_code, urlsplit(out.url).path), (200, back))
            self.assert_reads(out, "first create an account or sign in")


@tagged("post_install", "-at_install")
class TestOutages(SessionCase):
    def test_a_full_disk_is_reported_and_nothing_is_saved(self):
        application = self.draft()
        former = application.sudo().document_ids
        self.sign_in()
        content = unique_picture()
        with (
            full_disk(self.env),
            mute_logger("odoo.addons.g2p_document_store.models.ir_attachment"),
        ):
            page = self.add_document(application, content)
        self.assertEqual(page.status_code, 422)
        self.assert_reads(page, "The server cannot store files at the moment")
        application.invalidate_recordset()
        self.assertEqual(application.sudo().document_ids, former)
        with in_files(self.env):
            self.assertEqual(self.add_document(application, content).status_code, 200)

    def test_a_session_that_cannot_be_saved_does_not_break_the_page(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "address"))
        store = type(root.session_store)
        broken = OSError(errno.ENOSPC, "No space left on device")
        tomorrow = time.time() + 6 * 24 * 3600
        with (
            patch.object(store, "save", side_effect=broken) as save,
            patch("odoo.addons.g2p_suite_page.models.ir_http_forms.time", lambda: tomorrow),
            mute_logger("odoo.addons.g2p_suite_page.models.ir_http_forms"),
        ):
            saved = self.save(application, "address", page, street="9 New Road")
        self.assertTrue(save.called)
        self.assertEqual(saved.status_code, 200)
        self.assert_reads(saved, "Saved.")
        application.invalidate_recordset()
        self.assertEqual(application.street, "9 New Road")

    def test_two_concurrent_starts_lead_to_the_same_draft(self):
        self.sign_in()
        page = self.get(f"/assistance/{self.type.code}")
        first = self.send(page, f"{BASE}/start")
        Application, hidden = type(self.env["g2p.assistance.application"]), []
        real = Application.search

        def search(model, domain, **options):
            """Hide the other request's draft from the first search."""
            if ("state", "=", "draft") in domain and not hidden:
                hidden.append(domain)
                return model.browse()
            return real(model, domain, **options)

        with patch.object(Application, "search", search):
            second = self.send(page, f"{BASE}/start")
        self.assertEqual(len(hidden), 1)
        self.assertEqual((second.status_code, second.url), (200, first.url))
        self.assertEqual(len(self.applications()), 1)

    def test_a_scheduler_that_cannot_be_notified_does_not_affect_the_answer(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "review"))
        with self.registry.cursor() as cr:
            cursor = type(cr)
        commit, failed = cursor.commit, PoolError("The Connection Pool Is Full")

        def commit_and_wake(cr):
            """Run the post-commit hooks like a real cursor; the test cursor drops them."""
            waiting = list(cr.postcommit._funcs)
            commit(cr)
            for func in waiting:
                func()

        with (
            by_scheduler(type(self.env["g2p.deferred"])),
            patch.object(cursor, "commit", commit_and_wake),
            patch("odoo.sql_db.db_connect", side_effect=failed) as connect,
            self.assertLogs(AFTER_COMMIT, "ERROR"),
        ):
            answer = self.submit(application, page)
        self.assertTrue(connect.called)
        self.assertEqual(answer.status_code, 200)
        self.assert_reads(answer, "Application submitted")
        application.invalidate_recordset()
        self.assertEqual(application.state, "submitted")
