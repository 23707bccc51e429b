from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase

from ..tools import codes
from .common import PeopleCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, PeopleCase):
    lists_of = "g2p_sign_in_code"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = [cls.create_person(f"Person {n}") for n in range(MANY)]
        confirm = cls.env["g2p.confirmed.contact"]._confirm_own
        for number, person in enumerate(people):
            confirm(person, "email", f"person{number}@example.org")
        values = {
            "purpose": "sign_in",
            "channel": "sms",
            "subject": "x",
            "subject_here": "x",
            "date": fields.Datetime.now(),
            "date_end": fields.Datetime.now(),
        }
        rows = cls.env["g2p.sign.in.code"].create(
            [{**values, "handle": codes.handle()} for _number in range(MANY)]
        )
        ids = [person.id for person in people]
        contacts = cls.env["g2p.confirmed.contact"].search([("registrant_id", "in", ids)])
        admin = new_test_user(cls.env, "code_lists", "base.group_system")
        cls.lists = {
            "g2p_confirmed_contact_view_list": (cls.registrar, contacts),
            "g2p_sign_in_code_view_list": (admin, rows),
        }
