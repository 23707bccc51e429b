from . import g2p_assistance_place
from . import g2p_assistance_identify
from . import g2p_approval_reassign
