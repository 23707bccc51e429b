"""Roles of a provider's staff."""

from odoo.addons.g2p_reimbursement.models.res_users import CLAIM
from odoo.addons.g2p_voucher_qr.models.res_users import SERVE

ADMINISTER = "administrator"
#: role -> its field
FLAGS = {SERVE: "is_clerk", CLAIM: "is_claims", ADMINISTER: "is_administrator"}
#: what every member of staff could do before there were roles, and what the office names them for
FIRST_ROLES = (SERVE, CLAIM)
#: states of a provider in which its staff have roles
KNOWN = ("active", "suspended")
