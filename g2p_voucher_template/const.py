"""Constants shared by several files."""

#: format of dates for readers of all countries: 11/12/2026 means two different days
DAY = "d MMM y"
DEFAULT_TEMPLATE = "g2p_voucher_template.voucher_template_default"
#: the most places to use a voucher that fit on the page for its holder
PLACES = {"A4": 8, "A5": 5, "A6": 3}
MOST_PLACES = max(PLACES.values())
