from . import g2p_approval_bulk
from . import g2p_approval_decide
from . import g2p_approval_reassign_case
