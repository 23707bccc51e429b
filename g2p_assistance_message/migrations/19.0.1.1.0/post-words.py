"""Sentences that came with the suite get their new words; the office's own stay."""

from odoo import SUPERUSER_ID, api

#: {text: (words before, words now)}; mailboxes are shared, and a mail may be old when it is read
WORDS = {
    "granted_email": (
        "The page of your case shows the decision and what happens next.",
        "The page of your case shows the decision and what you can do.",
    ),
    "rejected_email": (
        "The page of your case shows the decision, the reason, and what you can do.",
        "The page of your case shows the decision and what you can do.",
    ),
    "voucher_used_email": ("was used now.", "was used."),
    "voucher_used_sms": ("was used now.", "was used."),
}


def migrate(cr, version):
    """Change the English words; translations are the office's."""
    env = api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
    for name, (before, now) in WORDS.items():
        text = env.ref(f"g2p_assistance_message.text_{name}", raise_if_not_found=False)
        if text and before in (text.body or ""):
            text.body = text.body.replace(before, now)
