from . import g2p_voucher_key_generate
from . import g2p_voucher_reason
