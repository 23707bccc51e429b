"""Constants shared by several files."""

DEFAULT_TEMPLATE = "g2p_voucher_template.voucher_template_default"
#: the most places to use a voucher that fit on the page for its holder
PLACES = {"A4": 8, "A5": 5, "A6": 3}
MOST_PLACES = max(PLACES.values())
