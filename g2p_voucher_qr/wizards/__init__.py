from . import g2p_voucher_reason_voucher
from . import g2p_program_create_wizard
