from . import g2p_former_key
from . import g2p_voucher_key
from . import g2p_voucher_key_address
