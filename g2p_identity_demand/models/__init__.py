from . import g2p_assistance_application
from . import g2p_assistance_application_other
from . import g2p_assistance_settings
from . import g2p_assistance_type
from . import g2p_voucher_delivery
