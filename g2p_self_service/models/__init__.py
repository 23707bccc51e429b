from . import g2p_assistance_type
from . import ir_http
from . import res_users
