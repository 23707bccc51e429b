from . import g2p_voucher_template
from . import g2p_voucher_template_print
from . import g2p_voucher_template_side
from . import g2p_voucher_template_preview
from . import g2p_voucher_template_look
from . import ir_http
