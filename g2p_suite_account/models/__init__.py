from . import g2p_sign_in_failure
from . import ir_http
from . import ir_http_sessions
from . import mail_mail
from . import res_config_settings
from . import res_users
from . import res_users_brake
from . import res_users_confirm
