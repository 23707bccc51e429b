from . import g2p_consent
from . import g2p_portal_access
from . import g2p_reg_id
from . import res_partner
from . import res_partner_duplicates
from . import res_users
from . import res_users_deletion
