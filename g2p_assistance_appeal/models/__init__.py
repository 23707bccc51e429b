from . import g2p_assistance_appeal
from . import g2p_assistance_appeal_waiting
from . import g2p_assistance_application_appeal
from . import g2p_assistance_application_appeal_officers
from . import g2p_assistance_application_appeal_portal
from . import g2p_assistance_application_appeal_timeline
from . import g2p_assistance_settings
from . import g2p_assistance_type
