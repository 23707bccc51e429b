from . import g2p_approval_decide
from . import g2p_assistance_compare
