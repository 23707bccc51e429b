from . import test_g2p_consent
from . import test_g2p_portal_access
from . import test_household
from . import test_res_partner_duplicates
from . import test_security
from . import test_tools
from . import test_who_is_whom
