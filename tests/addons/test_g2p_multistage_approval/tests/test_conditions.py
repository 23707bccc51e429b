import doctest

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_multistage_approval.tools import bounds, condition

from .attack import MANAGER, AttackCase
from .common import INTERNAL, ApprovalCase, stage

FIELDS = "amount, company_id, currency_id, currency_id.name, is_urgent, purpose, remark"


@tagged("post_install", "-at_install")
class TestConditions(ApprovalCase):
    """A condition uses only the fields that its model offers, and always evaluates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = f"{INTERNAL},{MANAGER}"
        cls.manager = new_test_user(cls.env, "approval manager", groups, name="Manager")
        cls.policy = cls.policy.with_user(cls.manager)

    def refused(self, text, words):
        for record in (self.policy, self.policy.stage_ids[0]):
            with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                record.domain = text

    def test_doctests(self):
        for module in (bounds, condition):
            self.assertFalse(doctest.testmod(module).failed)

    def test_a_manager_creates_a_procedure_and_reads_the_help_on_conditions(self):
        models = self.env["ir.model"].with_user(self.manager)
        wanted = self.env["g2p.approval.policy"]._fields["model_id"].domain(self.policy)
        [(chosen, _name)] = models.name_search("Document to Approve", wanted)
        policy = self.policy.create({"name": "Mine", "model_id": chosen})
        lines = policy.condition_help.split("\n")
        self.assertIn("[('amount', '>=', 1000)]", lines[0])
        self.assertIn("remark – Remark", lines)
        self.assertIn("currency_id – Currency (number of the record)", lines)
        self.assertIn("currency_id.name – Currency / Currency", lines)
        self.assertEqual(len(lines), 1 + len(FIELDS.split(", ")))

    def test_the_allowed_fields_of_a_condition(self):
        for text in (
            "[]",
            "[(1, '=', 1)]",
            "[('amount', '>=', 1000), ('purpose', 'ilike', 'bridge')]",
            "['|', ('is_urgent', '=', True), '!', ('remark', 'in', ['a', 'b'])]",
            "[('currency_id.name', '=', 'USD'), ('company_id', 'in', (1, 2))]",
            "[('purpose', '!=', False)]",
        ):
            self.policy.domain = text
            self.policy.stage_ids[0].domain = text
        self.assertTrue(self.submitted())

    def test_other_fields_are_refused(self):
        for path in (
            "name",
            "checksum",
            "line_ids.amount",
            "beneficiary_id.password",
            "create_uid.login",
            "company_id.partner_id.name",
            "message_ids.body",
            "amount.amount",
            "id",
            "",
        ):
            words = f"cannot use “{path}”. It can use: {FIELDS}"
            self.refused(f"[('{path}', '=', 'a')]", words)

    def test_other_operators_are_refused(self):
        for path, operator, value in (
            ("purpose", "any", "[('amount', '=', 1)]"),
            ("company_id", "any", "[('name', '=', 'x')]"),
            ("company_id", "child_of", "1"),
            ("company_id", "ilike", "'x'"),
            ("purpose", "=like", "'a%'"),
            ("purpose", "<", "'a'"),
            ("amount", "ilike", "'1'"),
            ("is_urgent", "in", "[True]"),
        ):
            words = f"cannot use the operator “{operator}” there"
            self.refused(f"[('{path}', '{operator}', {value})]", words)

    def test_values_are_those_of_the_field(self):
        for path, value in (
            ("amount", "'much'"),
            ("amount", "True"),
            ("amount", "1e300"),
            ("amount", "1e999"),
            ("amount", "9" * 400),
            ("amount", "[1]"),
            ("company_id", "2147483648"),
            ("company_id", "'My Company'"),
            ("company_id", "-1"),
            ("purpose", "5"),
            ("purpose", r"'a\x00'"),
            ("purpose", "''"),
            ("is_urgent", "'yes'"),
        ):
            self.refused(f"[('{path}', '=', {value})]", "which is not a value of that field")
        self.refused(
            f"[('amount', 'in', {list(range(300))})]", "which is not a value of that field"
        )
        self.refused("[('amount', 'in', 5)]", "which is not a value of that field")

    def test_an_invalid_condition_is_refused_with_a_message(self):
        for text in (
            "nonsense",
            "5",
            "{}",
            "[('amount', '=')]",
            "['&']",
            "['|', ('amount', '=', 1)]",
            "['!']",
            "['amount']",
            "[[]]",
            "[" * 500 + "]" * 500,
            "(" * 1500,
            "[('amount', '=', amount)]",
            "[('amount', '=', __import__('os').getpid())]",
            r"[('amount', '=', '\ud800')",
        ):
            self.refused(text, "is not a valid domain")
        self.refused("['!', " + "('amount', '=', 1), " * 50 + "]", "is too long")
        self.refused("[('purpose', '=', '" + "x" * 3000 + "')]", "is too long")

    def test_a_condition_written_in_the_database_is_not_evaluated_either(self):
        self.env.cr.execute(
            "UPDATE g2p_approval_policy SET domain = %s WHERE id = %s",
            ["[('create_uid.login', '=', 'admin')]", self.policy.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "condition of Documents is invalid"):
            self.submitted()

    def test_other_models_have_no_procedures(self):
        for name in ("res.users", "g2p.approval.request", "g2p.approval.mixin", "ir.cron"):
            words = f"Records of {name} cannot be decided in stages"
            with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                self.policy.model_id = self.env["ir.model"]._get(name)
        offered = self.policy.fields_get(["model_id"])["model_id"]["domain"]
        self.assertIn("test.approval.document", offered[0][2])
        self.assertNotIn("res.users", offered[0][2])

    def test_stages_are_checked_again_when_the_procedure_changes_its_model(self):
        self.policy.stage_ids[0].domain = "[('is_urgent', '=', True)]"
        other = [n for n in self.policy._approvable_models() if n != "test.approval.document"]
        self.assertTrue(other)
        with self.assertRaisesRegex(ValidationError, "cannot use “is_urgent”"):
            self.policy.model_id = self.env["ir.model"]._get(other[0])

    def test_officers_are_named_by_a_path_that_the_record_offers(self):
        with self.assertRaisesRegex(
            ValidationError,
            "Stage Check cannot get its officers from beneficiary_id. The records offer: rival_id",
        ):
            self.policy.stage_ids[0].officer_path = "beneficiary_id"
        self.policy.stage_ids[0].officer_path = "rival_id"

    def test_a_path_written_in_the_database_names_nobody(self):
        self.policy.stage_ids[0].officer_ids = False
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE g2p_approval_stage SET officer_path = 'beneficiary_id' WHERE id = %s",
            [self.policy.stage_ids[0].id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "has no officer"):
            self.submitted(beneficiary_id=self.outsider.id)

    def test_a_model_that_declares_nothing_offers_its_plain_material_fields(self):
        documents = self.env["test.approval.document"]
        declared = type(documents)._approval_condition_fields
        self.addCleanup(setattr, type(documents), "_approval_condition_fields", declared)
        type(documents)._approval_condition_fields = None
        self.assertEqual(
            sorted(documents._approval_condition_types()),
            ["amount", "company_id", "currency_id", "purpose"],
        )


@tagged("post_install", "-at_install")
class TestOddValues(AttackCase):
    """Over HTTP, as a manager: values that no form sends are refused with a message."""

    def setUp(self):
        super().setUp()
        self.boss = self.manager()

    def odd(self, words, target, method, *args):
        self.refused_with("ValidationError", words, self.boss, target, method, *args)

    def test_odd_numbers_of_a_stage(self):
        numbers = "Give a number from -1,000,000 to 1,000,000"
        checked = self.policy.stage_ids[0]
        for name, value, words in (
            ("sequence", 2**31, numbers),
            ("sequence", -(2**40), numbers),
            ("sequence", "first", numbers),
            ("required", 2**31, "from -1,000 to 1,000"),
            ("amount_from", float("nan"), "from -1,000,000,000,000 to 1,000,000,000,000"),
            ("amount_from", float("inf"), "“From amount”"),
            ("amount_from", -5, "cannot be negative"),
            ("max_raise_percent", 1e300, "from -1,000 to 1,000"),
            ("sla_hours", 1e300, "from -10,000 to 10,000"),
            ("group_id", 2**40, "“Officers of group” cannot hold this value"),
            ("officer_ids", [(6, 0, [2**40])], "“Officers” cannot hold this value"),
            ("name", "a\0b", "“Name” cannot hold this value"),
            ("domain", "[]\0", "“Only if” cannot hold this value"),
        ):
            self.odd(words, checked, "write", {name: value})
            command = (0, 0, {"name": "New", name: value})
            if words != "cannot be negative":
                self.odd(words, self.policy, "write", {"stage_ids": [command]})

    def test_odd_numbers_of_a_procedure(self):
        for name, value in (("sequence", 2**31), ("review_days", 10**9), ("review_days", -1)):
            self.odd("Give a number from", self.policy, "write", {name: value})
        self.odd("“Applies to” cannot hold", self.policy, "write", {"model_id": 2**40})

    def test_no_manager_writes_the_model_past_the_one_it_follows_from(self):
        """It is not among the recorded changes, and another text switches the procedure off."""
        with self.assertRaisesRegex(AccessError, "follows from other fields"):
            self.policy.with_user(self.boss).write({"model": "res.partner"})
        model = self.policy.model_id
        policies = self.env["g2p.approval.policy"].with_user(self.boss)
        forged = policies.with_context(default_model="res.partner")
        made = forged.create({"name": "Mine", "model_id": model.id})
        self.assertEqual(made.model, model.model)

    def test_odd_defaults_of_a_context(self):
        vals = {"name": "Mine", "policy_id": self.policy.id}
        context = {"default_sequence": 2**40}
        refused = self.assertRaisesRegex(Exception, "Give a number from -1,000,000")
        with refused, mute_logger("odoo.http"):
            self.call(self.boss, "g2p.approval.stage", "create", vals, context=context)

    def test_malformed_rows_of_an_import_are_refused_with_a_message(self):
        names = ["name", "policy_id/.id", "sequence", "sla_hours", "domain"]
        rows = [
            ["Far", str(self.policy.id), str(2**40), "1", "[]"],
            ["Long", str(self.policy.id), "1", "1e300", "[]"],
            ["Not a number", str(self.policy.id), "1", "nan", "[]"],
            ["Curious", str(self.policy.id), "1", "1", "[('create_uid.login', '=', 'a')]"],
        ]
        for row in rows:
            told = self.call(self.boss, "g2p.approval.stage", "load", names, [row])
            self.assertFalse(told["ids"])
            words = " ".join(message["message"] for message in told["messages"])
            self.assertRegex(words, "Give a number from|cannot use “create_uid.login”")
            self.assertNotIn("psycopg", words)


@tagged("post_install", "-at_install")
class TestTrying(AttackCase):
    """*Try it* over HTTP: answers only about records that the person may read."""

    def setUp(self):
        super().setUp()
        self.boss = self.manager()

    def tried(self, **vals):
        wizard = self.wizard(self.boss, "simulate", policy_id=self.policy.id, **vals)
        return self.call(self.boss, wizard, "read", ["verdict", "line_ids"])

    def test_a_secret_cannot_be_guessed_letter_by_letter(self):
        document = self.make_document()
        document.sudo().checksum = "s3cret"
        for text in ("[('checksum', '=like', 's%')]", "[('create_uid.login', 'ilike', 'a')]"):
            for target in (self.policy, self.policy.stage_ids[0]):
                words = "cannot use “"
                self.refused_with(
                    "ValidationError", words, self.boss, target, "write", {"domain": text}
                )
        self.env.cr.execute(
            "UPDATE g2p_approval_stage SET domain = %s WHERE policy_id = %s",
            ["[('checksum', '=like', 's%')]", self.policy.id],
        )
        self.env.invalidate_all()
        wizard = self.wizard(self.boss, "simulate", policy_id=self.policy.id, res_id=document.id)
        words = "The condition of Check is invalid"
        self.refused_with("UserError", words, self.boss, wizard, "read", ["verdict", "line_ids"])

    def test_a_record_that_the_person_may_not_read_is_not_simulated(self):
        rule = {
            "name": "Own documents only",
            "model_id": self.env["ir.model"]._get_id("test.approval.document"),
            "domain_force": "[('create_uid', '=', user.id)]",
        }
        self.env["ir.rule"].create(rule)
        document = self.make_document()
        for res_id in (document.id, 999999999, -1):
            wizard = self.wizard(self.boss, "simulate", policy_id=self.policy.id, res_id=res_id)
            words = "Choose a record that you may read"
            self.refused_with("UserError", words, self.boss, wizard, "read", ["verdict"])

    def test_a_procedure_that_the_person_may_not_read_is_not_simulated(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        hidden = self.make_policy(stage(10, "Hidden", self.first), company_id=elsewhere.id)
        self.env.flush_all()
        self.refused_with(
            "AccessError",
            "You have no right to see",
            self.boss,
            "g2p.approval.simulate",
            "create",
            {"policy_id": hidden.id},
        )

    def test_malformed_values_are_refused_with_a_message(self):
        for vals in ({"res_id": 2**40}, {"amount": float("nan")}, {"amount": 1e300}):
            self.refused_with(
                "ValidationError",
                "cannot hold this value|Give a number from",
                self.boss,
                "g2p.approval.simulate",
                "create",
                {"policy_id": self.policy.id, **vals},
            )

    def test_a_readable_record_is_simulated(self):
        document = self.make_document()
        [answer] = self.tried(res_id=document.id)
        self.assertEqual(answer["verdict"], "3 stages apply, and each has an officer.")
