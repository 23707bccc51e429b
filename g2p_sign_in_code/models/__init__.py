from . import g2p_confirmed_contact
from . import g2p_confirmed_contact_notice
from . import g2p_sign_in_code
from . import g2p_sign_in_code_send
from . import g2p_sign_in_code_try
from . import ir_http
from . import res_partner
from . import res_users
