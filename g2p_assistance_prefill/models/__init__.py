from . import g2p_assistance_application
from . import g2p_assistance_application_likely
from . import g2p_assistance_application_shown
from . import g2p_assistance_application_sources
