from . import g2p_provider_account_ask
from . import g2p_provider_change_decide
from . import g2p_voucher_reason
