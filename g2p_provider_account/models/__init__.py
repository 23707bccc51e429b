from . import g2p_provider_change
from . import g2p_provider_change_decide
from . import g2p_provider_change_force
from . import g2p_provider_change_notice
from . import g2p_service_provider
from . import g2p_service_provider_account
from . import res_company
from . import res_partner
