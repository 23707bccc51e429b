from . import g2p_assistance_precheck
from . import g2p_assistance_precheck_option
from . import g2p_assistance_type
