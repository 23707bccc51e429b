from . import g2p_approval_step
from . import g2p_assistance_application
from . import g2p_assistance_application_phone
from . import g2p_assistance_assessment
from . import res_partner
