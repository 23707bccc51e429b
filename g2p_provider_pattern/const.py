"""Kinds of patterns and the thresholds with which a company begins."""

from odoo.addons.g2p_voucher_key.const import AUDITOR_GROUP, MANAGER_GROUP

CLAIM_AUDITOR_GROUP = "g2p_reimbursement.group_reimbursement_auditor"
#: who sees patterns and judges them
JUDGES = (AUDITOR_GROUP, MANAGER_GROUP, CLAIM_AUDITOR_GROUP)

KINDS = [
    ("reversals", "Many redemptions reversed"),
    ("rejected", "Many claims rejected"),
    ("hours", "Redemptions at unusual hours"),
    ("quick", "Whole vouchers redeemed soon after issue"),
    ("prices", "Amounts far from the usual"),
    ("account", "One bank account, several providers"),
    ("contact", "One contact, several providers"),
]
#: kinds whose figure is a share of a provider's redemptions or claims
SHARES = ("reversals", "rejected", "hours", "quick")
#: kinds about what several providers have in common
SHARED = ("account", "contact")
#: records that a pattern keeps, the newest: more of them are no better evidence
MOST_KEPT = 500
#: days after which a dismissed pattern that still holds comes back; a period is not longer, so
#: that all its records are others by then
LONGEST = 366
#: how much higher a dismissed pattern must be to come back earlier
WORSE = 1.5

#: by kind, where they differ from the defaults of the fields
DEFAULTS = {
    "reversals": {"percent": 10, "times": 3},
    "rejected": {"percent": 30, "times": 2, "days": 180, "least_count": 10},
    "hours": {"percent": 20, "times": 3},
    "quick": {"percent": 30, "times": 3},
    "prices": {"times": 2, "least_count": 10},
    "account": {},
    "contact": {},
}
