from . import g2p_voucher_trust
from . import g2p_entitlement_manager
from . import g2p_program
from . import g2p_voucher_template
from . import ir_http
