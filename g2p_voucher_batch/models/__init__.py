from . import g2p_voucher_batch
from . import g2p_voucher_batch_line
from . import g2p_voucher_batch_end
from . import g2p_entitlement_manager
from . import g2p_voucher
from . import g2p_voucher_key
