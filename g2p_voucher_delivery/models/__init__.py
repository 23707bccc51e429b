from . import g2p_entitlement_manager
from . import g2p_voucher_delivery
from . import g2p_voucher_delivery_send
from . import g2p_voucher
