from lxml import html

from odoo.http import Request
from odoo.tests import HttpCase

from odoo.addons.g2p_immediate_assistance.tests.common import (
    ANSWERS,
    AssistanceCase,
    document_type,
    picture,
)
from odoo.addons.g2p_suite_base.tests.pages import OneSession

BASE = "/my/assistance"
MODEL = "g2p.assistance.application"


class AssistancePageCase(OneSession, AssistanceCase, HttpCase):
    """A person who uses the pages in a browser without JavaScript.

    Forms are read from their page, filled in and sent with their hidden fields.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type.document_ids.help = "From the hospital."
        cls.quotation = document_type(cls.env, "quotation")
        cls.set_signup("b2c")

    @classmethod
    def set_signup(cls, scope):
        """Open ("b2c") or close ("b2b") sign-up; a website has its own setting."""
        cls.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", scope)
        if "website" in cls.env:
            cls.env["website"].search([]).auth_signup_uninvited = scope

    # === The browser === #

    def sign_in(self, user=None):
        login = (user or self.ada).login
        self.authenticate(login, login)

    def get(self, url, status=200):
        response = self.url_open(url, allow_redirects=False)
        self.assertEqual(response.status_code, status, url)
        return response

    def csrf_token(self):
        """A valid token of this session, as in every form."""
        return Request.csrf_token(self)

    def words(self, response):
        """The page's visible text, with normalised spaces."""
        main = html.fromstring(response.text).find(".//main")
        return " ".join(main.text_content().split())

    def assert_reads(self, response, *sentences):
        words = self.words(response)
        for sentence in sentences:
            self.assertIn(sentence, words)

    def form(self, response, action):
        """The values that a browser would send for the form, as a dict of lists."""
        forms = html.fromstring(response.text).xpath("//form[@action=$action]", action=action)
        self.assertEqual(len({form.method for form in forms}), 1, f"no form to {action}")
        for field in forms[0].xpath(".//input[not(@value)][not(@type) or @type!='checkbox']"):
            field.value = ""  # as a browser sends an empty field
        values = {}
        for name, value in forms[0].form_values():
            values.setdefault(name, []).append(value)
        return values

    def send(self, page, action, files=None, follow=True, **answers):
        """Fill in the page's form and press its button."""
        values = {**self.form(page, action), **answers}
        values.pop("file", None)  # a file input; its content is in `files`
        return self.url_open(action, data=values, files=files, allow_redirects=follow)

    # === Actions of the person === #

    def applications(self, user=None):
        self.env.invalidate_all()
        mine = [("applicant_user_id", "=", (user or self.ada).id)]
        return self.env[MODEL].search(mine)

    def url(self, application, page=""):
        if page.startswith("treatment") and not application.sudo()._is_about_treatment():
            page = page.replace("treatment", "need", 1)
        return f"{BASE}/{application.sudo().public_id}" + (f"/{page}" if page else "")

    def start(self):
        """Press *Start*; return the first page."""
        page = self.get(f"/assistance/{self.type.code}")
        return self.send(page, f"{BASE}/start")

    def save(self, application, step, page=None, **answers):
        page = page or self.get(self.url(application, step))
        return self.send(page, self.url(application, f"{step}/save"), **answers)

    def answers(self, step):
        return {name: str(value) for name, value in {**ANSWERS[step], **self.choices(step)}.items()}

    def add_document(self, application, content=None, name="quotation.jpg", page=None, **answers):
        """Choose a file and press *Send this file*, or the button given in the answers."""
        page = page or self.get(self.url(application, "documents"))
        content = picture() if content is None else content
        action = self.url(application, "documents/add")
        files = {f"file_{self.quotation.id}": (name, content)}
        return self.send(page, action, files=files, **(answers or {"send": self.quotation.id}))

    def submit(self, application, page=None):
        page = page or self.get(self.url(application, "review"))
        return self.send(page, self.url(application, "submit"))
