from . import g2p_assistance_application
from . import g2p_assistance_type
from . import g2p_program
from . import g2p_service_provider
from . import g2p_service_provider_site
