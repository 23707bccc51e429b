from . import ir_default
from . import g2p_former_key
from . import res_partner
from . import res_partner_bank
from . import res_users
