from odoo.addons.g2p_immediate_assistance.tests.common import ANSWERS, AssistanceCase

CAUSES = [("cooking", "Cooking"), ("lightning", "Lightning"), ("unknown", "Nobody knows")]
PARTS = [("roof", "The roof"), ("walls", "The walls"), ("goods", "What was in the house")]
#: code -> page, kind, label, and more
QUESTIONS = {
    "cause": ("treatment", "choice", "How did the fire begin?", {"required": True}),
    "parts": ("treatment", "choices", "What was damaged?", {"required": True}),
    "hurt": ("treatment", "yes_no", "Was anybody hurt?", {}),
    "hurt_who": ("treatment", "text", "Who was hurt?", {"required": True}),
    "day": ("person", "date", "When was the fire?", {"required": True, "help": "As on the report"}),
    "plot": ("address", "text", "Where did the house stand?", {}),
    "homeless": ("family", "number", "How many people have no home now?", {"required": True}),
    "loss": ("family", "amount", "What was everything worth?", {}),
    "story": ("family", "long_text", "What happened?", {}),
    "cooker": ("family", "text", "Which cooker was it?", {"required": True}),
}
OWN_ANSWERS = {
    "treatment": {
        "q_cause": "cooking",
        "q_parts": ["roof", "goods"],
        "q_hurt": "no",
        "q_hurt_who": "",
    },
    "person": {"q_day": "2026-03-05"},
    "address": {"q_plot": "Behind the market"},
    "family": {
        "q_homeless": "0",
        "q_loss": "1,500.50",
        "q_story": "It began\nat night",
        "q_cooker": "Gas",
    },
}
KEPT = {
    "cause": "cooking",
    "parts": ["roof", "goods"],
    "hurt": "no",
    "day": "2026-03-05",
    "plot": "Behind the market",
    "homeless": 0,
    "loss": {"amount": "1500.50", "currency": "USD"},
    "story": "It began\nat night",
    "cooker": "Gas",
}


def options(rows):
    return [(0, 0, {"code": code, "label": label}) for code, label in rows]


def build_house_fire(env, program, **values):
    """A type for a house fire with a question of each kind, and two conditions."""
    kind = env["g2p.assistance.type"].create(
        {
            "name": "House fire",
            "code": "FIRE",
            "program_id": program.id,
            "ceiling": 4000,
            "asks_treatment": False,
            "amount_label": "How much do you need to begin again?",
            **values,
        }
    )
    for at, (code, (page, kind_of_answer, label, more)) in enumerate(QUESTIONS.items()):
        lists = {"cause": CAUSES, "parts": PARTS}.get(code, [])
        env["g2p.assistance.question"].create(
            {
                "type_id": kind.id,
                "sequence": at,
                "code": code,
                "page": page,
                "kind": kind_of_answer,
                "label": label,
                "option_ids": options(lists),
                **more,
            }
        )
    asked = {question.code: question for question in kind.question_ids}
    asked["hurt_who"].write({"shown_if_id": asked["hurt"].id, "shown_if_yes": "yes"})
    cooking = asked["cause"].option_ids.filtered(lambda one: one.code == "cooking")
    asked["cooker"].write(
        {"shown_if_id": asked["cause"].id, "shown_if_option_ids": [(6, 0, cooking.ids)]}
    )
    kind.is_published = True
    return kind


class QuestionMixin:
    """A type with own questions, and applications for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house = build_house_fire(cls.env, cls.program, policy_id=cls.policy.id)
        cls.asked = {question.code: question for question in cls.house.question_ids}
        # amounts are typed in this currency
        cls.kept = {**KEPT, "loss": {**KEPT["loss"], "currency": cls.house.currency_id.name}}

    def start_fire(self, user=None):
        user = user or self.ada
        Application = self.env["g2p.assistance.application"].with_user(user)
        return Application._start(self.house.with_user(user))

    def fire_answers(self, step):
        """Valid answers of a page, usual and own ones."""
        usual = {**ANSWERS.get(step, {}), **self.choices(step)}
        if step == "treatment":
            usual = {"amount_requested": "1,200.00"}
        return {**usual, **OWN_ANSWERS.get(step, {})}

    def fire_draft(self, user=None):
        application = self.start_fire(user)
        for step in ("treatment", "person", "address", "family", "consent"):
            errors = application._portal_save(step, self.fire_answers(step))
            self.assertEqual(errors, {}, step)
        return application

    def fire_submitted(self, user=None):
        application = self.fire_draft(user)
        application._portal_submit()
        return application


class QuestionCase(QuestionMixin, AssistanceCase):
    """The same without pages."""
