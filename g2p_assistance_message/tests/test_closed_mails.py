import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .test_persons import MessagesOfCases

#: refusals
NOBODY = "Nobody outside the office gets what is written here."
INSIDE = "mention only people who work in the office"
ADDRESS = "stranger@example.com"


@tagged("post_install", "-at_install")
class TestClosedMails(MessagesOfCases, HttpCase):
    """No call by RPC, as an officer, sends a mail about a case to people outside."""

    def setUp(self):
        super().setUp()
        self.case = self.submitted().with_user(self.one).sudo(False)
        self.outside = self.ada.partner_id
        self.before = self.mails()
        self.authenticate(self.one.login, self.one.login)

    def mails(self):
        self.env.invalidate_all()
        return self.env["mail.mail"].sudo().search([])  # sudo: of everybody

    def rpc(self, model, method, /, *args, **kwargs):
        """The result of a call by RPC, or the sentence with which it is refused."""
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        answer = self.url_open(
            f"/web/dataset/call_kw/{model}/{method}",
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
            headers={"Content-Type": "application/json"},
        ).json()
        return answer["error"]["data"]["message"] if "error" in answer else answer["result"]

    def refused(self, sentence, *call, **kwargs):
        with mute_logger("odoo.http"):
            self.assertRegex(str(self.rpc(*call, **kwargs)), sentence)
        self.assertEqual(self.mails(), self.before)

    def template(self, model="g2p.assistance.application", **values):
        """A template that the officer makes, as every employee may."""
        vals = {
            "name": "Note",
            "model_id": self.env["ir.model"]._get_id(model),
            "subject": "About your case",
            "body_html": "<p>Come to the office.</p>",
            **values,
        }
        return self.rpc("mail.template", "create", [vals])[0]

    def test_templates(self):
        for values in (
            {"email_to": ADDRESS},
            {"email_cc": ADDRESS},
            {"partner_to": str(self.outside.id)},
        ):
            with self.subTest(values=values):
                template = [self.template(use_default_to=False, **values)]
                send = ("mail.template", "send_mail", template, self.case.id)
                self.refused(NOBODY, *send)
                self.refused(NOBODY, *send, force_send=True)
                send = ("mail.template", "send_mail_batch", template, self.case.ids)
                self.refused(NOBODY, *send)

    def test_values_beside_a_template(self):
        template = [self.template(use_default_to=False, email_to=self.two.email)]
        send = ("mail.template", "send_mail", template, self.case.id)
        self.refused(NOBODY, *send, email_values={"email_to": ADDRESS})
        other = [self.template("res.partner", use_default_to=False, email_to=ADDRESS)]
        values = {"model": self.case._name, "res_id": self.case.id}
        send = ("mail.template", "send_mail", other, self.one.partner_id.id)
        self.refused(NOBODY, *send, email_values=values)

    def test_a_colleague_gets_a_mail(self):
        colleague = str(self.two.partner_id.id)
        template = [self.template(use_default_to=False, partner_to=colleague)]
        self.rpc("mail.template", "send_mail", template, self.case.id)
        self.assertEqual((self.mails() - self.before).recipient_ids, self.two.partner_id)

    def test_notifications_that_name_the_case(self):
        note = {"body": "x", "partner_ids": self.outside.ids}
        where = {"model": self.case._name, "res_id": self.case.id}
        self.refused(NOBODY, "mail.thread", "message_notify", [], **note, **where)
        self.refused(INSIDE, self.case._name, "message_notify", self.case.ids, **note)

    def test_the_composer(self):
        vals = {"model": self.case._name, "res_ids": str(self.case.ids), "body": "x"}
        vals |= {"subject": "x", "partner_ids": [(6, 0, self.outside.ids)]}
        for mode in ("comment", "mass_mail"):
            with self.subTest(mode=mode):
                composer = self.rpc(
                    "mail.compose.message", "create", [{**vals, "composition_mode": mode}]
                )
                self.refused(NOBODY, "mail.compose.message", "action_send_mail", composer)

    def test_odoo_refuses_mails_of_employees(self):
        vals = {"model": self.case._name, "res_id": self.case.id, "email_to": ADDRESS}
        self.refused("You are not allowed to create", "mail.mail", "create", [vals])
        note = {"model": self.case._name, "res_id": self.case.id, "body": "x"}
        note["mail_ids"] = [(0, 0, {"email_to": ADDRESS})]
        # 17.0 asks for the right on mails first
        closed = "enough rights to access the field|not allowed to create 'Outgoing Mails'"
        self.refused(closed, "mail.message", "create", [note])
        self.refused("_action_send_mail", "mail.compose.message", "_action_send_mail", [])
