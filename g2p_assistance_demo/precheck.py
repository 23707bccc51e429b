"""A few questions with which people check before they apply: is it probably for them?"""

#: code of the type -> its questions; a row has the values of one question
CHECKS = {
    "SURGERY": [
        {
            "label": "Has a doctor said that the operation cannot wait?",
            "against_yes_no": "no",
            "explanation": "This is for operations that cannot wait. Ask a doctor first; for other "
            "care, look at “Hospital treatment”.",
        },
        {
            "kind": "choice",
            "label": "Who can pay for the operation?",
            "options": [
                ("Nobody in the family can", False),
                ("We can pay a part of it", False),
                ("An insurance pays for it", True),
            ],
            "explanation": "An insurance pays first. Apply if it refuses, and send us its letter.",
        },
        {
            "kind": "number",
            "label": "How many weeks ago was the operation, if it is over?",
            "help": "0 if it is still to come.",
            "highest": 2,
            "explanation": "An operation that was more than two weeks ago is not paid any more.",
        },
    ],
    "FIRE": [
        {
            "label": "Has the fire damaged the home that you live in?",
            "against_yes_no": "no",
            "explanation": "This is for the home that people live in. For a shop or a field, ask "
            "the office what else there is.",
        },
        {
            "label": "Does an insurance pay for the damage?",
            "against_yes_no": "yes",
            "explanation": "An insurance pays first. Apply if it refuses, or pays too late for a "
            "roof over your head.",
        },
        {
            "kind": "number",
            "label": "How many weeks ago was the fire?",
            "help": "0 if it was this week.",
            "highest": 12,
            "explanation": "This is for the first three months after a fire. Ask the office if "
            "you could not apply earlier.",
        },
    ],
}


def build_prechecks(env, types):
    """Create the questions of the types, a mapping by their code."""
    for code, rows in CHECKS.items():
        for at, row in enumerate(rows):
            vals = {key: value for key, value in row.items() if key != "options"}
            options = [
                (0, 0, {"sequence": place, "label": label, "is_against": is_against})
                for place, (label, is_against) in enumerate(row.get("options", []))
            ]
            place = {"type_id": types[code].id, "sequence": at}
            env["g2p.assistance.precheck"].create({**vals, **place, "option_ids": options})
