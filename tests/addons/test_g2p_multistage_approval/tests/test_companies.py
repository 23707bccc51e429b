from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ApprovalCase, stage

MANAGER = "g2p_multistage_approval.group_approval_manager"
OF_ALL = (
    "Records without a company apply to all companies: only administrators, and users who are "
    "allowed in every company, can create or change them. Choose your company."
)


@tagged("post_install", "-at_install")
class TestCompanies(ApprovalCase):
    """A manager of company B does not touch how company A decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.a = cls.env.company
        cls.b = cls.env["res.company"].create({"name": "Test: company B"})
        cls.manager = cls.manager_in("b", MANAGER, cls.b)
        cls.shared = cls.make_policy(stage(10, "Of all", cls.first), company_id=False)
        cls.own = cls.policy.with_user(cls.manager).create(
            {
                "name": "Of B",
                "model_id": cls.policy.model_id.id,
                "stage_ids": [stage(1, "B", cls.first)],
            }
        )

    @classmethod
    def manager_in(cls, login, groups, *companies):
        ids = [company.id for company in companies]
        return new_test_user(
            cls.env,
            f"approval manager {login}",
            groups,
            company_id=ids[0],
            company_ids=[(6, 0, ids)],
        )

    def refused(self, record, method, *args, words=None):
        """The manager of B is refused, with these words; nothing is left of the try."""
        self.env.flush_all()
        self.env.invalidate_all()
        record = record.with_env(self.env(user=self.manager, su=False))
        with self.assertRaises(AccessError) as caught, self.env.cr.savepoint():
            getattr(record, method)(*args)
        self.env.invalidate_all()
        if words:
            self.assertEqual(str(caught.exception), words)

    def no_right(self, record):
        label = self.env["ir.model"]._get(record._name).name
        return (
            f"You have no right to change {label} {record.id}. Ask the office for it, or go back."
        )

    # === What A has === #

    def test_a_stage_of_another_company_is_not_seen(self):
        stages = self.policy.stage_ids.with_user(self.manager)
        self.assertFalse(stages.search([("policy_id", "=", self.policy.id)]))
        self.assertFalse(stages.search([("name", "=", "Review")]))

    def test_a_stage_of_another_company_is_not_changed(self):
        theirs = self.policy.stage_ids[:1]
        for vals in (
            {"officer_ids": [(4, self.manager.id)]},
            {"amount_from": 9_000_000},
            {"max_raise_percent": 400},
        ):
            self.refused(theirs, "write", vals, words=self.no_right(theirs))
        self.refused(theirs, "web_save", {"amount_from": 1}, {})
        self.refused(theirs, "unlink", words=self.no_right(theirs))

    def test_no_stage_is_made_in_a_procedure_of_another_company(self):
        stages = self.env["g2p.approval.stage"]
        vals = {"name": "Mine", "policy_id": self.policy.id}
        self.refused(stages, "create", [vals])
        self.refused(self.policy, "write", {"stage_ids": [(0, 0, {"name": "Mine"})]})
        self.assertEqual(len(self.policy.stage_ids), 3)

    def test_no_stage_is_imported_into_a_procedure_of_another_company(self):
        stages = self.env["g2p.approval.stage"].with_user(self.manager)
        result = stages.load(["name", "policy_id/.id"], [["Mine", str(self.policy.id)]])
        self.assertFalse(result["ids"])
        self.assertEqual(len(self.policy.stage_ids), 3)

    def test_no_stage_leaves_or_enters_a_procedure_of_another_company(self):
        mine, theirs = self.own.stage_ids, self.policy.stage_ids[:1]
        self.refused(mine, "write", {"policy_id": self.policy.id}, words=self.no_right(mine))
        self.refused(self.own, "write", {"stage_ids": [(4, theirs.id)]})
        self.assertEqual(mine.policy_id, self.own)
        self.assertEqual(theirs.policy_id, self.policy)

    def test_no_procedure_goes_to_another_company(self):
        self.refused(self.own, "write", {"company_id": self.a.id}, words=self.no_right(self.own))
        self.refused(self.policy, "write", {"company_id": self.b.id})

    # === What is of all companies === #

    def test_no_procedure_becomes_one_of_all_companies(self):
        """So that it takes no case of another company over."""
        vals = {"name": "Mine", "model_id": self.policy.model_id.id, "company_id": False}
        self.refused(self.own, "create", [vals], words=OF_ALL)
        self.refused(self.own, "write", {"company_id": False}, words=OF_ALL)
        self.refused(self.own, "copy", {"company_id": False}, words=OF_ALL)
        self.assertEqual(self.own.company_id, self.b)

    def test_a_procedure_of_all_companies_is_read_and_not_changed(self):
        read = self.shared.with_user(self.manager)
        self.assertEqual(read.search([("id", "=", read.id)]), read)
        self.assertEqual(read.stage_ids.mapped("name"), ["Of all"])
        for vals in ({"sequence": 1}, {"company_id": self.b.id}, {"domain": "[('id', '=', 0)]"}):
            self.refused(self.shared, "write", vals, words=OF_ALL)
        self.refused(self.shared, "unlink", words=OF_ALL)

    def test_the_stages_of_a_procedure_of_all_companies_neither(self):
        theirs = self.shared.stage_ids
        self.refused(theirs, "write", {"officer_ids": [(4, self.manager.id)]}, words=OF_ALL)
        self.refused(theirs, "unlink", words=OF_ALL)
        self.refused(theirs, "create", [{"name": "X", "policy_id": self.shared.id}], words=OF_ALL)
        self.refused(self.own.stage_ids, "write", {"policy_id": self.shared.id}, words=OF_ALL)

    def test_administrators_change_what_is_of_all_companies(self):
        admin = self.manager_in("admin", f"{MANAGER},base.group_system", self.b)
        self.shared.with_user(admin).write({"sequence": 3})
        self.shared.stage_ids.with_user(admin).write({"amount_from": 5})
        self.own.with_user(admin).write({"company_id": False})
        self.assertFalse(self.own.stage_ids.company_id)

    def test_who_is_allowed_in_every_company_does_too(self):
        everywhere = self.manager_in("all", MANAGER, *self.env["res.company"].search([]))
        self.shared.with_user(everywhere).write({"sequence": 3})
        self.env["res.company"].create({"name": "Test: one more"})
        with self.assertRaises(AccessError):
            self.shared.with_user(everywhere).write({"sequence": 4})

    def test_a_single_company_has_its_managers_change_everything(self):
        only = self.manager_in("only", MANAGER, self.a)
        others = self.env["res.company"].search([("id", "!=", self.a.id)])
        only.company_ids |= others  # a test database has more than one
        self.shared.with_user(only).write({"sequence": 3})
        self.assertEqual(self.shared.sequence, 3)

    # === Branches === #

    def test_a_branch_does_not_change_the_procedures_of_its_parent(self):
        branch = self.env["res.company"].create({"name": "Test: branch", "parent_id": self.a.id})
        self.manager = self.manager_in("branch", MANAGER, branch)
        theirs = self.policy.stage_ids[:1]
        self.assertFalse(theirs.with_user(self.manager).search([("id", "=", theirs.id)]))
        self.refused(theirs, "write", {"amount_from": 1})
        self.refused(self.policy, "write", {"sequence": 1})

    # === Reasons === #

    def test_reasons_of_another_company_are_neither_seen_nor_given(self):
        theirs = self.reason.copy({"code": "TEST-A", "company_id": self.a.id})
        found = theirs.with_user(self.manager)
        self.assertFalse(found.search([("code", "=", "TEST-A")]))
        self.refused(theirs, "write", {"public_text": "No."}, words=self.no_right(theirs))
        self.refused(self.reason, "write", {"public_text": "No."}, words=OF_ALL)
        self.refused(self.reason, "unlink", words=OF_ALL)
        vals = {"code": "TEST-B", "name": "B", "company_id": False}
        self.refused(self.reason, "create", [vals], words=OF_ALL)
        self.assertTrue(found.create({"code": "TEST-B", "name": "B"}).company_id == self.b)

    def test_a_case_is_rejected_for_a_reason_of_its_company(self):
        theirs = self.reason.copy({"code": "TEST-B", "company_id": self.b.id})
        document = self.submitted()
        self.first.company_ids |= self.b  # an officer of both companies
        step = self.step(document).with_user(self.first)
        with self.assertRaisesRegex(Exception, "A rejection needs a reason code and a text."):
            step.action_reject(theirs.code, "No")
        step.action_reject(self.reason.code, "No")
        self.assertEqual(document.approval_state, "rejected")
