from . import g2p_voucher_reason
from . import g2p_program_create_wizard
