from . import g2p_assistance_application
from . import g2p_closed_thread
from . import g2p_message
from . import g2p_message_text
from . import g2p_reimbursement_claim
from . import g2p_service_provider
from . import g2p_voucher
from . import res_users
