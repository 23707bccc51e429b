from . import g2p_voucher_hold
from . import g2p_voucher_hold_end
from . import g2p_voucher
from . import g2p_voucher_held
from . import g2p_entitlement_manager
from . import open_matters
from . import ir_sequence
from . import ir_module_module
