"""The criteria of the first stage, their weights, and the amounts that a score suggests."""

CRITERIA = [
    {
        "sequence": 10,
        "name": "Urgency of the treatment",
        "guidance": "What happens if the person waits for a week? Read the doctor's words.",
        "kind": "scale",
        "steps": 5,
        "lowest_label": "can wait",
        "highest_label": "life in danger",
        "weight": 4,
    },
    {
        "sequence": 20,
        "name": "Means of the household",
        "guidance": "Income, savings, relatives who can help, debts.",
        "kind": "scale",
        "steps": 5,
        "lowest_label": "can pay most of it",
        "highest_label": "can pay nothing",
        "weight": 3,
    },
    {
        "sequence": 30,
        "name": "Did the hospital confirm the price?",
        "guidance": "Call the hospital; write the name of the office in your remarks.",
        "kind": "yes_no",
        "weight": 2,
    },
    {
        "sequence": 40,
        "name": "Do children depend on the person?",
        "guidance": "",
        "kind": "yes_no",
        "weight": 1,
        "required": False,
    },
]
#: from this score: this part of the requested amount
AMOUNTS = [(0, 30), (40, 50), (60, 80), (75, 100)]
#: the answers of the story's officer, in the order of the criteria
ANSWERS = (4, 5, "yes", None)


def criteria_vals():
    """Values of the first stage: its criteria and its table of amounts."""
    bands = [{"score_from": score, "share_percent": share} for score, share in AMOUNTS]
    return {
        "criterion_ids": [(0, 0, dict(row)) for row in CRITERIA],
        "band_ids": [(0, 0, row) for row in bands],
    }


def answers_of(step):
    """The story's answers to the frozen criteria of a step."""
    criteria = (step.sudo().assessment_form or {}).get("criteria", [])
    pairs = zip(criteria, ANSWERS, strict=False)
    return {one["key"]: answer for one, answer in pairs if answer is not None}
