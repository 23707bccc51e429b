from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_voucher_key.const import MANAGER_GROUP
from odoo.addons.g2p_voucher_qr.tests.common import activate, wizard_vals

from ..hooks import USUAL, post_init_hook
from .common import AssistanceCase

MANAGER = "g2p_immediate_assistance.group_assistance_manager"
ROLE = "g2p_immediate_assistance.group_programme_manager"


@tagged("post_install", "-at_install")
class TestReady(AssistanceCase):
    """A type cannot be opened while something that its applications need is missing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(cls.env, "ready boss", MANAGER)
        cls.type.is_published = False

    def open(self, user=None):
        """Open the type as its manager does; return the refusing sentences."""
        kind = self.type.with_user(user or self.boss)
        try:
            with self.env.cr.savepoint():
                kind.write({"is_published": True})
                kind.is_published = False
        except ValidationError as error:
            start = "“Test surgery” cannot be opened for applications. "
            self.assertTrue(str(error).startswith(start), error)
            return str(error).removeprefix(start).split("\n")
        return []

    def assert_missing(self, *sentences):
        self.env.invalidate_all()
        self.assertEqual(self.open(), list(sentences))
        shown = self.type.with_user(self.boss).missing or ""
        self.assertEqual(shown.split("\n") if shown else [], list(sentences))

    def empty(self, *names):
        """Pretend that the registry has no choices for these questions."""
        cases = type(self.env["g2p.assistance.application"])
        return patch.object(cases, "_has_choices", lambda self, name: name not in names)

    def test_nothing_is_missing(self):
        self.assert_missing()

    def test_the_registry_has_nothing_to_choose_from(self):
        with self.empty("gender_id", "id_type_id"):
            self.assert_missing(
                "The registry has no genders to choose from. Ask a registry administrator to add "
                "them under Registry / Configuration / Gender Types.",
                "The registry has no kinds of ID to choose from. Ask a registry administrator to "
                "add them under Registry / Configuration / ID Types.",
            )

    def test_the_programme_has_no_settings(self):
        self.env["g2p.assistance.settings"].search([("program_id", "=", self.program.id)]).unlink()
        self.assert_missing(
            "The programme Test aid is not set up for applications yet. Ask the programme manager "
            "to do it under Assistance / Configuration / Programmes."
        )

    def test_all_missing_parts_are_reported_together(self):
        self.env["g2p.assistance.settings"].search([("program_id", "=", self.program.id)]).unlink()
        self.manager.issuer_ids = False
        self.serving._set_state("suspended")
        beginnings = [sentence.split()[0] for sentence in self.open()]
        self.assertEqual(beginnings, ["The", "The", "No"])

    def test_an_open_type_needs_a_procedure_that_can_decide(self):
        self.type.is_published = True
        empty = self.policy.copy({"name": "Empty"})
        empty.stage_ids.unlink()
        with self.assertRaisesRegex(ValidationError, "cannot be opened for applications. Proced"):
            self.type.policy_id = empty

    def test_a_copy_is_closed_and_has_a_code_of_its_own(self):
        self.type.is_published = True
        first, second = (self.type.with_user(self.boss).copy() for _copy in range(2))
        code = self.type.code
        self.assertEqual([first.code, second.code], [f"{code}-2", f"{code}-3"])
        self.assertEqual((first.name, first.is_published), ("Test surgery (copy)", False))
        named = self.type.copy({"code": "OTHER", "name": "Other"})
        self.assertEqual((named.code, named.name), ("OTHER", "Other"))

    def test_the_programme_has_no_voucher_manager(self):
        self.program.entitlement_managers = False
        self.assert_missing(
            "The programme Test aid has no QR voucher manager, so nothing can be granted. Open "
            "one under Programs / Configuration / Managers / QR voucher managers and choose "
            "“Use for this programme”."
        )

    def test_there_is_no_active_key(self):
        self.key._set_state("verify_only")
        self.assert_missing(
            f"{self.env.company.name} has no active voucher key for Ed25519. A voucher "
            "manager generates and activates one under Programs / Vouchers / Keys."
        )

    def test_the_server_has_no_key_encryption_key(self):
        with patch.dict("os.environ", {"G2P_VOUCHER_KEK": ""}):
            self.env.invalidate_all()
            (sentence,) = self.open()
        self.assertIn("no voucher can be signed", sentence)

    def test_there_is_no_issuing_officer(self):
        self.manager.issuer_ids = self.clerk
        self.assert_missing(
            "The vouchers of Test aid have no issuing officer. Add users with the role Voucher "
            "issuing officer to its QR voucher manager."
        )

    def test_no_provider_serves_the_programme(self):
        sentence = (
            "No active provider serves Test aid, so nobody can use a voucher. Add one under "
            "Programs / Vouchers / Providers, with its programmes, and activate it."
        )
        self.serving._set_state("suspended")
        self.assert_missing(sentence)
        self.serving._set_state("active")
        self.serving.active = False
        self.type = self.type.with_context(active_test=False)
        self.assert_missing(sentence)

    def test_the_standing_cycle_is_over(self):
        self.cycle.state = "ended"
        self.assert_missing(self.cycle._why_not_now("decide"))

    def test_there_is_no_fund_today(self):
        self.fund.write({"date_from": "2020-01-01", "date_to": "2020-12-31"})
        self.assert_missing(
            "Test aid has no fund for today. Ask the programme manager to add one under "
            "Assistance / Configuration / Funds."
        )

    def test_a_stage_has_no_officer(self):
        self.policy.stage_ids[1].officer_ids = False
        self.assert_missing(
            "Procedure Test applications: Stage Review has no officer: a case would wait forever."
        )
        self.type.policy_id = False
        self.policy.sequence = -100  # before other procedures in this database
        self.assert_missing(
            "Procedure Test applications: Stage Review has no officer: a case would wait forever."
        )

    def test_the_chosen_procedure_is_archived(self):
        self.policy.active = False
        self.assert_missing(
            "Procedure Test applications cannot decide it: it is archived. Choose another one."
        )

    def test_there_is_no_procedure(self):
        self.type.policy_id = False
        mine = [("model", "=", "g2p.assistance.application")]
        self.env["g2p.approval.policy"].search(mine).active = False
        self.assert_missing(
            f"{self.env.company.name} has no approval procedure for applications. Add one under "
            "Approvals / Configuration / Procedures."
        )

    def test_a_programme_of_households_needs_some(self):
        self.program.target_type = "group"
        groups = self.env["res.partner"].search([("is_group", "=", True)])
        groups.write({"is_group": False})
        self.assert_missing(
            "The programme Test aid enrols households, but the registry has none. Set its target "
            "to Individual, or register households first: a patient without a household cannot be "
            "approved."
        )
        groups.create({"name": "Home", "is_registrant": True, "is_group": True})
        self.assert_missing()

    def test_the_error_lists_all_missing_parts(self):
        self.fund.active = False
        self.manager.issuer_ids = False
        self.serving._set_state("suspended")
        self.assertEqual(len(self.open()), 3)

    def test_no_other_way_opens_the_type(self):
        self.fund.active = False
        kinds = self.env["g2p.assistance.type"].with_user(self.boss)
        vals = {"name": "New", "code": "NEW", "program_id": self.program.id, "ceiling": 1}
        for door in (
            lambda: kinds.create({**vals, "is_published": True}),
            lambda: self.type.with_user(self.boss).copy({"code": "N", "is_published": True}),
            lambda: self.type.sudo().write({"is_published": True}),
        ):
            refused = self.assertRaisesRegex(ValidationError, "has no fund for today")
            with refused, self.env.cr.savepoint():
                door()
        closed = kinds.create({**vals, "active": False})
        closed.is_published = True
        with self.assertRaisesRegex(ValidationError, "has no fund for today"):
            closed.active = True

    def test_the_list_is_for_managers(self):
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            self.type.with_user(self.one).read(["missing"])

    def test_nobody_can_start_an_application_without_choices(self):
        self.type.is_published = True
        with self.empty("id_type_id"):
            kind = self.type.with_user(self.ada)
            self.assertNotIn(kind, kind._published())
            with self.assertRaisesRegex(UserError, "is still setting this up"):
                self.env["g2p.assistance.application"].with_user(self.ada)._start(kind)
        self.assertIn(kind, kind._published())


@tagged("post_install", "-at_install")
class TestDefaults(AssistanceCase):
    """Usual choices at installation, only for a registry without its own."""

    def rows(self, model):
        return self.env[model].with_context(active_test=False).search([])

    def test_a_registry_with_its_own_choices_keeps_them(self):
        before = {model: self.rows(model) for model in USUAL}
        self.assertTrue(all(before.values()))
        post_init_hook(self.env)
        self.assertEqual({model: self.rows(model) for model in USUAL}, before)

    def test_an_archived_gender_counts_too(self):
        self.env["gender.type"].search([]).active = False
        before = self.rows("gender.type")
        post_init_hook(self.env)
        self.assertEqual(self.rows("gender.type"), before)

    def test_an_empty_registry_gets_the_usual_choices(self):
        self.env["gender.type"].with_context(active_test=False).search([]).unlink()
        post_init_hook(self.env)
        codes = self.rows("gender.type").mapped("code")
        self.assertEqual(codes, ["Female", "Male", "Other"])
        named = [("model", "=", "gender.type"), ("res_id", "in", self.rows("gender.type").ids)]
        self.assertFalse(self.env["ir.model.data"].search(named), "they stay with the registry")


@tagged("post_install", "-at_install")
class TestProgrammeManager(AssistanceCase):
    """One role suffices to set up a programme until it is open for applications."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = new_test_user(cls.env, "ready head", ROLE)
        cls.nurse = new_test_user(cls.env, "ready nurse", "base.group_portal")
        cls.key._set_state("verify_only")

    def make(self, model, **values):
        return self.env[model].with_user(self.head).create(values)

    def programme(self):
        """Create one by OpenG2P's wizard, with the QR voucher manager."""
        vals = wizard_vals(self.env, name="Head's aid", entitlement_kind="voucher_qr")
        self.make("g2p.program.create.wizard", **vals).create_program()
        return self.env["g2p.program"].search([("name", "=", "Head's aid")]).with_user(self.head)

    def test_one_role_can_set_up_a_whole_programme(self):
        program = self.programme()
        manager = program._voucher_manager().with_user(self.head).sudo(False)
        manager.issuer_ids = self.issuer
        today = fields.Date.today()
        period = {"start_date": today, "end_date": fields.Date.add(today, years=1)}
        cycle = self.make("g2p.cycle", name="Head's", program_id=program.id, **period)
        self.make("g2p.assistance.settings", program_id=program.id, cycle_id=cycle.id)
        days = {"date_from": today, "date_to": period["end_date"]}
        self.make("g2p.assistance.fund", program_id=program.id, amount=100, **days)
        stage = {"name": "One", "officer_ids": [(6, 0, self.one.ids)]}
        policy = self.make(
            "g2p.approval.policy",
            name="Head's",
            model_id=self.env["ir.model"]._get_id("g2p.assistance.application"),
            stage_ids=[(0, 0, stage)],
        )
        self.open_key()
        self.open_provider(program)
        kind = self.make(
            "g2p.assistance.type",
            name="Head's",
            code="HEADS",
            program_id=program.id,
            ceiling=10,
            policy_id=policy.id,
            is_published=True,
        )
        self.assertFalse(kind.missing)

    def open_key(self):
        keys = self.env["g2p.voucher.key"].with_user(self.head)
        keys.browse(keys.action_generate()["res_id"]).action_activate()

    def contacts(self):
        """Contacts as a user who can create them: g2p_programs of OpenG2P 17.0 removes that right
        from its managers whenever their user is written; there a registrar has it."""
        maker = self.head if self.head.has_group("base.group_partner_manager") else self.env.user
        return self.env["res.partner"].with_user(maker)

    def open_provider(self, program):
        contact = self.contacts().create({"name": "Head's clinic", "is_company": True})
        provider = self.make(
            "g2p.service.provider",
            name="Head's clinic",
            code="HC",
            partner_id=contact.id,
            program_ids=[(6, 0, program.ids)],
            user_ids=[(6, 0, self.nurse.ids)],
        )
        second = new_test_user(self.env, "ready_second", groups=MANAGER_GROUP)
        activate(provider, second)

    def test_the_role_cannot_decide_or_issue(self):
        self.assertFalse(self.head.has_group("g2p_immediate_assistance.group_assistance_officer"))
        self.assertFalse(self.head.has_group("g2p_voucher_key.group_voucher_issuer"))
        self.assertTrue(self.head._is_office())
        case = self.submitted().with_user(self.head)
        with self.assertRaises(AccessError):
            case._identify()
