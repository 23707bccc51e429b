from . import g2p_assistance_assess_file
from . import g2p_assistance_assess_dialog
from . import g2p_approval_decide
from . import g2p_approval_override
