"""Constants shared by several files."""

#: formats of dates for readers of all countries: 11/12/2026 means two different days
DAY, MOMENT = "d MMM y", "d MMM y, HH:mm ZZZZ"
DEFAULT_TEMPLATE = "g2p_voucher_template.voucher_template_default"
