from . import g2p_sign_in_failure
from . import ir_http
from . import res_users
from . import res_users_brake
