from . import g2p_assistance_application_people
from . import g2p_assistance_application_earlier
from . import g2p_assistance_application_similar
from . import g2p_assistance_application_money
