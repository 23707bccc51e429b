"""Words that several files share."""

#: how dates are written for people of all countries: 11/12/2026 is two days
DAY, MOMENT = "d MMM y", "d MMM y, HH:mm ZZZZ"
DEFAULT_TEMPLATE = "g2p_voucher_template.voucher_template_default"
