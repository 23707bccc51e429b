import inspect

from odoo import fields
from odoo.tests import tagged

from .attack import CHECKER, AttackCase
from .common import stage


@tagged("post_install", "-at_install")
class TestAttacksInBulk(AttackCase):
    """Many at once, and every public method."""

    #: arguments that a caller could send, by parameter name
    FILLERS = {
        "vals": {}, "vals_list": [{}], "reason": "x", "note": "x", "user_id": 1,
        "reason_code": "R01", "verdict": "approve", "finding": "justified",
        "asked_id": 1,
    }  # fmt: skip

    def test_a_poisoned_case_is_left_alone_and_the_others_are_approved(self):
        self.policy.stage_ids.allow_bulk = True
        documents = [self.submitted(name=f"Paper {number}") for number in range(3)]
        steps = self.env["g2p.approval.step"].browse([self.step(doc).id for doc in documents])
        self.call(self.author, documents[1].line_ids[0], "write", {"amount": 9000})
        gone = self.env["g2p.approval.step"].browse([*steps.ids, 2**30])
        outcomes = self.call(self.first, gone, "action_approve_many", "Read")
        self.assertEqual([outcome["ok"] for outcome in outcomes], [True, False, True, False])
        self.assertIn("was changed after it was submitted", outcomes[1]["message"])
        self.assertEqual(steps.mapped("state"), ["approved", "open", "approved"])
        self.assertEqual(self.actions(documents[1]), ["submit"])
        self.assertEqual(documents[1].approval_state, "pending")
        self.assertFalse(self.request(documents[1])._check_chain())

    def test_the_same_case_many_times_is_decided_once(self):
        self.policy.unlink()
        both = self.first | self.second
        self.make_policy(stage(10, "Board", both, quorum="all", allow_bulk=True))
        document = self.submitted()
        step = self.step(document)
        thrice = self.env["g2p.approval.step"].browse(step.ids * 3)
        outcomes = self.call(self.first, thrice, "action_approve_many")
        self.assertEqual([outcome["ok"] for outcome in outcomes], [True, False, False])
        self.assertEqual(self.actions(document), ["submit", "approve"])

    def test_steps_of_others_or_for_single_decision_are_not_decided_in_bulk(self):
        step = self.step(self.submitted())
        for user, words in ((self.first, "decided one by one"), (self.outsider, "Approval Step")):
            before = self.rows()
            outcome = self.call(user, step, "action_approve_many")[0]
            self.assertIn(words, outcome["message"])
            self.assertFalse(outcome["ok"])
            self.assertEqual(self.rows(), before)
        self.assertNotIn("Paper", outcome["case"], "the name of a case that is not the caller's")

    # === Every public method === #

    def public_methods(self, model):
        """Names of the addon's own public methods of the model."""
        names = set()
        for cls in type(self.env[model]).mro():
            if cls.__module__.startswith("odoo.addons.g2p_multistage_approval."):
                names |= {name for name, value in vars(cls).items() if inspect.isfunction(value)}
        return sorted(name for name in names if not name.startswith("_"))

    def targets(self):
        """A record of each model with public methods, created by users who may."""
        document = self.submitted()
        step = self.step(document)
        group = self.env.ref(CHECKER)
        request = step.request_id
        sudo = self.env["g2p.approval.review"].sudo()
        review = sudo.create({"request_id": request.id, "group_id": group.id})
        today = fields.Date.today()
        absence = {"user_id": self.first.id, "delegate_id": self.second.id, "reason": "x"}
        dialogs = {
            "override": {"step_id": step.id, "reason": "x"},
            "decide": {"step_id": step.id},
            "bulk": {"step_ids": [(6, 0, step.ids)]},
            "reassign": {"step_id": step.id, "user_id": self.outsider.id, "reason": "x"},
            "review.close": {"review_id": review.id, "finding": "wrong", "note": "x"},
            "delegation": {**absence, "date_from": today, "date_to": today},
            "simulate": {"policy_id": self.policy.id},
        }
        made = [
            self.env[f"g2p.approval.{name}"].sudo().create(vals) for name, vals in dialogs.items()
        ]
        made += [self.policy, self.policy.stage_ids]
        records = (document, step, request, request.decision_ids, review, *made)
        return {record._name: record for record in records}

    def test_a_portal_user_reaches_no_public_method(self):
        targets = self.targets()
        models = [name for name in self.env.registry if name.startswith("g2p.approval.")]
        called = []
        for model in [*models, "test.approval.document"]:
            names = () if self.env[model]._abstract else self.public_methods(model)
            for name in names:
                self.portal_is_refused(targets[model], name)
                called.append((model, name))
        self.assertIn(("g2p.approval.step", "action_approve"), called)
        self.assertIn(("test.approval.document", "action_submit_for_approval"), called)
        self.assertGreater(len(called), 25)

    def portal_is_refused(self, target, name):
        if name == "inbox_count":
            return self.assertEqual(self.call(self.portal, target._name, name), 0)
        method = getattr(type(target), name)
        parameters = list(inspect.signature(method).parameters.values())[1:]
        needed = [p.name for p in parameters if p.default is inspect.Parameter.empty]
        args = [self.FILLERS[parameter] for parameter in needed]
        # the mark of @api.model, in either series
        marked = getattr(method, "_api_model", False) or getattr(method, "_api", "") == "model"
        of_model = name == "create" or marked
        return self.refused("", self.portal, target._name if of_model else target, name, *args)
