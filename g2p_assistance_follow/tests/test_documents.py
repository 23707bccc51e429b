from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_document_store.tests.common import photo, unique_picture
from odoo.addons.g2p_immediate_assistance.tests.common import OFFICER, document_type

from .common import FollowCase

MANAGER = "g2p_multistage_approval.group_approval_manager"
REASON = "The last line is cut off."


@tagged("post_install", "-at_install")
class TestDocuments(FollowCase):
    """Officers of an open step accept documents, or refuse them with a reason for the person."""

    def setUp(self):
        super().setUp()
        self.application = self.submitted()
        self.document = self.application.sudo().document_ids  # sudo: officers read them by rules

    def judged(self, user):
        self.env.invalidate_all()
        return self.document.sudo(False).with_user(user)

    def dialog(self, user, **values):
        action = self.judged(user).action_open_refuse()
        wizard = self.env["g2p.document.refuse"].with_user(user)
        return wizard.with_context(**action["context"]).create({"reason": REASON, **values})

    def judgements(self):
        """(officer, sentence) of the case's log."""
        self.env.invalidate_all()
        decisions = self.application.with_user(self.one).sudo(False).approval_decision_ids
        judged = decisions.filtered(lambda d: d.action == "judge").sorted("id")
        return [(decision.user_id, decision.reason) for decision in judged]

    def test_an_officer_of_the_open_step_accepts(self):
        self.assertTrue(self.judged(self.one).can_judge)
        self.judged(self.one).action_accept()
        self.assertEqual(self.document.state, "accepted")
        kind = self.document.document_type_id.name
        self.assertEqual(self.judgements(), [(self.one, f"Document accepted: {kind}")])

    def test_the_viewer_offers_what_the_officer_may_do_now(self):
        def offered(user):
            (shown,) = self.judged(user).viewer_read()
            return [(action["method"], action["label"]) for action in shown["actions"]]

        accept, retake = ("action_accept", "Accept"), ("action_open_refuse", "Ask for a retake")
        self.assertEqual(offered(self.one), [accept, retake])
        self.assertEqual(offered(self.two), [])
        self.judged(self.one).action_accept()
        self.assertEqual(offered(self.one), [retake])
        self.judged(self.one).action_refuse(REASON)
        self.assertEqual(offered(self.one), [accept])
        self.judged(self.one).action_accept()
        self.assertEqual(self.document.state, "accepted")

    def test_the_viewer_asks_the_case_once_for_all_its_documents(self):
        case_sudo, costs = self.application.sudo(), []  # sudo: as the applicant's page does
        for more in (1, 0, 8):
            for _number in range(more):
                self.document._store(case_sudo, "x.jpg", unique_picture(), "other")
            documents = self.env["g2p.document"].with_user(self.one)
            mine = documents.browse(case_sudo.document_ids.ids)  # as over RPC
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            mine.viewer_read()
            costs.append(self.cr.sql_log_count - before)
        self.assertEqual(len(mine), 10)
        self.assertEqual(costs[1], costs[2])

    def test_nobody_else_accepts_or_refuses_by_any_way(self):
        for user, words in (
            (self.two, "not an officer of the stage|not deciding this application"),
            (self.clerk, "You are not allowed to access"),
            (self.eve, "have no right to see"),
            (self.ada, "not deciding|not an officer"),
        ):
            for call in (
                lambda d: d.action_accept(),
                lambda d: d.action_refuse(REASON),
                lambda d: d.action_open_refuse(),
            ):
                with self.assertRaisesRegex(AccessError, words), self.cr.savepoint():
                    call(self.judged(user))
        self.assertIn(self.document.state, ("received", "scanned"))
        self.assertFalse(self.judged(self.two).can_judge)

    def test_not_after_the_officers_own_decision(self):
        self.assess(self.application)
        self.step(self.application, self.one).action_approve()
        self.assertFalse(self.judged(self.one).can_judge)
        with self.assertRaises(AccessError):
            self.judged(self.one).action_accept()
        self.judged(self.two).action_accept()
        self.assertEqual(self.document.state, "accepted")

    def test_a_refusal_needs_a_reason(self):
        for nothing in ("", "  \n", False, None):
            with self.assertRaisesRegex(UserError, "Say what is wrong with the document"):
                self.judged(self.one).action_refuse(nothing)
        self.assertIn(self.document.state, ("received", "scanned"))

    def test_a_reason_has_a_limit(self):
        with self.assertRaisesRegex(UserError, "^A reason has at most 500 characters"):
            self.judged(self.one).action_refuse("x" * 501)
        self.assertIn(self.document.state, ("received", "scanned"))
        self.judged(self.one).action_refuse(" " + "x" * 500)
        self.assertEqual(self.document.refusal_reason, "x" * 500)

    def test_the_text_of_a_decision_has_a_limit(self):
        with self.assertRaisesRegex(UserError, "^A text has at most 4000 characters"):
            self.ask(self.application, "x" * 4001)
        self.env.invalidate_all()
        self.assertEqual(self.application.state, "submitted")
        self.ask(self.application, "x" * 4000)
        self.assertEqual(self.application.state, "returned")

    def test_a_harmful_or_replaced_file_is_not_judged(self):
        self.document._set_state("quarantined", "Eicar")
        with self.assertRaisesRegex(UserError, "neither accepted nor refused"):
            self.judged(self.one).action_accept()
        other = self.submitted(user=self.ada).sudo().document_ids  # sudo: as the store does
        other._withdraw()
        with self.assertRaisesRegex(UserError, "replaced or removed"):
            other.sudo(False).with_user(self.one).action_refuse(REASON)

    def test_refusing_and_asking_returns_the_case_with_the_reason(self):
        self.dialog(self.one).action_confirm()
        self.env.invalidate_all()
        self.assertEqual((self.document.state, self.application.state), ("refused", "returned"))
        kind = self.document.document_type_id.name
        self.assertEqual(self.application.question, f"Please send again:\n{kind}: {REASON}")
        self.assertFalse(self.judged(self.one).can_judge)

    def test_refusing_alone_leaves_the_case_with_the_officer(self):
        self.dialog(self.one, ask_now=False).action_confirm()
        self.assertEqual((self.document.state, self.application.state), ("refused", "submitted"))
        self.assertTrue(self.step(self.application, self.one))

    def test_the_dialog_gives_no_right(self):
        wizard = self.env["g2p.document.refuse"].with_user(self.two)
        values = {"document_id": self.document.id, "reason": REASON}
        with self.assertRaises(AccessError):
            wizard.create(values).action_confirm()
        self.assertEqual(self.application.state, "submitted")

    def test_the_dialog_names_no_file_that_its_user_cannot_read(self):
        foreign = self.draft(user=self.eve).sudo().document_ids  # sudo: an officer reads no draft
        wizards = self.env["g2p.document.refuse"].with_user(self.one)
        mine = wizards.create({"document_id": self.document.id})
        self.assertEqual(mine.read(["document_id"])[0]["document_id"][1], "quotation.jpg")
        values, spec = (
            {"document_id": foreign.id},
            {"document_id": {"fields": {"display_name": {}}}},
        )
        tries = (
            lambda: wizards.create(values).read(["document_id"]),
            lambda: mine.write(values),
            lambda: wizards.web_save(values, spec),
            lambda: wizards.onchange(values, [], spec),
            lambda: wizards.onchange(values, ["document_id"], spec),
            lambda: wizards.with_context(default_document_id=foreign.id).create({}),
            lambda: wizards.with_context(default_document_id=foreign.id).onchange({}, [], spec),
        )
        for number, call in enumerate(tries):
            self.env.invalidate_all()
            with (
                self.subTest(number),
                self.assertRaises(AccessError) as caught,
                self.cr.savepoint(),
            ):
                call()
            self.assertNotIn("quotation.jpg", str(caught.exception))

    def test_a_better_file_takes_the_place_of_the_refused_one(self):
        self.dialog(self.one).action_confirm()
        quotation = document_type(self.env, "quotation")
        better_sudo = self.application._portal_add_document(
            quotation.id, "better.jpg", photo((50, 50), 3)
        )
        self.assertFalse(self.document.is_current)
        self.assertEqual(self.application.sudo().document_ids, better_sudo)  # sudo: as above
        self.assertEqual(self.application._portal_answer(""), {})
        self.assertEqual(self.application.state, "submitted")

    def test_the_same_file_again_is_refused_with_the_reason(self):
        self.dialog(self.one).action_confirm()
        content = self.document.attachment_id.raw
        quotation = document_type(self.env, "quotation")
        with self.assertRaisesRegex(UserError, f"could not use this file: {REASON}"):
            self.application._portal_add_document(quotation.id, "same.jpg", content)
        self.assertTrue(self.document.is_current)

    def test_everybody_who_judged_took_part_and_the_log_is_whole(self):
        other = new_test_user(self.env, "case other", OFFICER, name="Other")
        # sudo: the engine's row
        self.application.sudo().approval_open_step_ids.officer_ids |= other
        self.judged(self.one).action_accept()
        self.judged(other).action_refuse(REASON)
        kind = self.document.document_type_id.name
        expected = [(self.one, f"Document accepted: {kind}")]
        expected.append((other, f"Document refused: {kind}. {REASON}"))
        self.assertEqual(self.judgements(), expected)
        self.assertLessEqual(self.one | other, self.application._approval_participants())
        # sudo: as above
        self.assertFalse(self.application.sudo().approval_request_id._check_chain())

    def test_who_chose_the_substitute_that_judged_took_part(self):
        substitute = new_test_user(self.env, "case substitute", OFFICER, name="Substitute")
        boss = new_test_user(self.env, "case boss", f"{OFFICER},{MANAGER}", name="Boss")
        absence = {"user_id": self.one.id, "delegate_id": substitute.id, "reason": "Leave"}
        absence["date_to"] = fields.Date.add(fields.Date.today(), days=9)
        self.env["g2p.approval.delegation"].with_user(boss).create(absence)
        self.judged(substitute).action_accept()
        took_part = self.application._approval_participants()
        self.assertLessEqual(substitute | boss | self.one, took_part)

    def test_a_stage_that_requires_a_document_needs_a_usable_one(self):
        # sudo: the stage of the running case, as a procedure with this rule makes it
        self.application.sudo().approval_open_step_ids.document_type_codes = "quotation"
        self.assess(self.application)
        missing = "A document of type quotation is missing."
        self.judged(self.one).action_refuse(REASON)
        with self.assertRaisesRegex(UserError, missing), self.cr.savepoint():
            self.step(self.application, self.one).action_approve()
        self.document._set_state("quarantined", "Eicar")
        with self.assertRaisesRegex(UserError, missing), self.cr.savepoint():
            self.step(self.application, self.one).action_approve()

    def test_a_stage_that_requires_a_document_is_approved_once_it_is_accepted(self):
        # sudo: as above
        self.application.sudo().approval_open_step_ids.document_type_codes = "quotation"
        self.assess(self.application)
        self.judged(self.one).action_refuse(REASON)
        self.judged(self.one).action_accept()
        self.step(self.application, self.one).action_approve()
        self.assertTrue(self.step(self.application, self.two))

    def test_a_better_file_is_taken_also_where_the_type_asks_for_none_any_more(self):
        kind = self.document.document_type_id
        self.dialog(self.one).action_confirm()
        lines_sudo = self.type.document_ids.sudo()  # sudo: a manager's change
        lines_sudo.document_type_id = document_type(self.env, "identity")
        # sudo: as if it had been submitted before documents were kept with the case
        case_sudo = self.application.sudo()
        if "asked" in case_sudo:
            case_sudo.asked = {**case_sudo.asked, "documents": None}
        rows = self.application._portal_requirements()
        self.assertEqual([row["line"].document_type_id.code for row in rows][1:], ["quotation"])
        self.assertEqual(rows[1]["documents"], self.document)
        self.assertFalse(rows[1]["line"].required)
        better = self.application._portal_add_document(kind.id, "better.jpg", photo((50, 50), 3))
        self.assertFalse(self.document.is_current)
        rows = self.application._portal_requirements()
        self.assertEqual(rows[1]["documents"], better)
        # the better one is not refused, so there is nothing more to send
        with self.assertRaisesRegex(UserError, "not needed for this application"):
            self.application._portal_add_document(kind.id, "more.jpg", photo((50, 50), 4))
