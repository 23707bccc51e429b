from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.g2p_suite_account.models.ir_http import SIGN_IN
from odoo.addons.g2p_suite_base.tests.pages import OneSession

from ..models.res_users import OFFICER, QUEUE

PASSWORD = "three quiet words"


@tagged("post_install", "-at_install")
class TestLanding(OneSession, HttpCase):
    """Everybody lands where the work is."""

    def land(self, user):
        """The address after signing in."""
        self.authenticate(None, None)
        page = self.url_open(SIGN_IN)
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        sent = {"csrf_token": token, "login": user.login, "password": PASSWORD}
        answer = self.url_open(SIGN_IN, data=sent, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        return answer.headers["Location"].removeprefix(self.base_url())

    def create(self, name, group):
        return new_test_user(self.env, f"landing_{name}", group, password=PASSWORD)

    def test_a_person_lands_on_the_applications(self):
        self.assertEqual(self.land(self.create("person", "base.group_portal")), "/my/assistance")

    def test_an_officer_lands_on_the_work_queue_unless_they_chose_otherwise(self):
        officer = self.create("officer", f"base.group_user,{OFFICER}")
        self.assertEqual(self.land(officer), f"/web#action={self.env.ref(QUEUE).id}")
        officer.action_id = self.env["ir.actions.actions"].search([("id", "!=", 0)], limit=1)
        self.assertEqual(officer._page_landing(), "")
        self.assertNotIn("#", self.land(officer))

    def test_other_people_of_the_office_land_in_odoo(self):
        self.assertEqual(self.create("employee", "base.group_user")._page_landing(), "")
