from unittest.mock import patch

from odoo.tests import tagged

from ..controllers.by_code import TYPE
from ..tools.limits import MINUTE
from .common import NUMBER, PHONE, PagesCase

#: the address that the server sees
CALLER = "odoo.addons.g2p_suite_base.tools.brakes.network"


@tagged("post_install", "-at_install")
class TestSignInLimits(PagesCase):
    """How often codes may be asked for: by number and address, and nobody else waits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.confirm()

    def ask_times(self, times, number=NUMBER, minutes=2):
        for _time in range(times):
            answer = self.ask(number)
            self.pass_time(minutes)
        return answer

    def test_another_code_comes_after_a_minute(self):
        self.ask()
        first = self.send_out()
        answer = self.again()
        self.assertEqual(answer.status_code, 422)
        self.assertIn("A code was asked for just now.", answer.text)
        self.pass_time(1.5)
        self.assertEqual(self.where(self.again())[0], TYPE)
        second = self.send_out()
        self.assertTrue(second)
        # sudo: only compared
        self.assertNotEqual(self.codes()[0].sudo().handle, self.codes()[1].sudo().handle)
        self.assertEqual(self.type_code(second).status_code, 303, first)

    def test_a_number_gets_three_codes_in_a_quarter_of_an_hour(self):
        self.assertEqual(self.ask_times(3).status_code, 303)
        answer = self.ask_times(1)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("Too many codes were asked for.", answer.text)
        self.assertEqual(len(self.codes()), 3, "what was refused is not counted")
        self.assertEqual(self.ask("NID-0000-0000").status_code, 303, "others do not wait")
        with patch(CALLER, return_value="192.0.2.7"):
            self.assertEqual(self.ask().status_code, 303, "nor the person elsewhere")

    def test_an_unknown_number_waits_like_a_known_one(self):
        self.ask_times(3, "NID-0000-0000")
        self.assertEqual(self.ask_times(1, "NID-0000-0000").status_code, 422)

    def test_a_number_gets_only_some_codes_from_everywhere(self):
        statuses = []
        for number in range(7):
            with patch(CALLER, return_value=f"192.0.2.{number}"):
                statuses.append(self.ask_times(1).status_code)
        self.assertEqual(statuses, [303] * 6 + [422])

    def test_an_address_asks_for_many_numbers_and_not_for_all(self):
        with patch.dict(
            "odoo.addons.g2p_sign_in_code.models.g2p_sign_in_code.LIMITS",
            {"network": ((15 * MINUTE, 2),)},
        ):
            statuses = [self.ask(f"NID-{number}").status_code for number in range(3)]
        self.assertEqual(statuses, [303, 303, 422])

    def test_a_person_with_several_documents_gets_no_more_codes(self):
        kind = self.env["g2p.id.type"].create({"name": "Test passport"})
        values = {"partner_id": self.asha.id, "id_type": kind.id, "value": "P1234567"}
        self.env["g2p.reg.id"].create(values)
        for number in (NUMBER, "P1234567") * 3:
            self.ask_times(1, number, minutes=9)
            self.send_out()
        sent = len(self.gateway.sent)
        self.ask("P1234567")
        self.send_out()
        self.assertEqual(len(self.gateway.sent), sent)

    def test_a_telephone_that_people_share_is_not_flooded(self):
        for number in range(4):
            person = self.create_person(f"Child {number}", f"CHILD-{number}")
            values = {"partner_id": person.id, "phone_no": PHONE}
            self.env["g2p.phone.number"].create(values)
            self.confirm(person)
        before = len(self.gateway.sent)
        for child in [*range(4)] * 4:
            self.ask_times(1, f"CHILD-{child}", minutes=3)
            self.send_out()
        self.assertEqual({number for number, *_rest in self.gateway.sent[before:]}, {PHONE})
        self.assertEqual(len(self.gateway.sent) - before, 12)

    def test_no_number_and_no_telephone_is_stored(self):
        self.ask()
        self.send_out()
        self.env.cr.execute("SELECT row_to_json(g2p_sign_in_code)::text FROM g2p_sign_in_code")
        stored = str(self.env.cr.fetchall())
        for secret in (NUMBER, "90011236", PHONE, PHONE[1:]):
            self.assertNotIn(secret, stored)
