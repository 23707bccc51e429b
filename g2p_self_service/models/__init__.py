from . import g2p_assistance_type
from . import g2p_document
from . import g2p_voucher
from . import g2p_voucher_template
from . import ir_http
from . import res_users
