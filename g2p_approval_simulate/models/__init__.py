from . import g2p_approval_policy
from . import g2p_approval_stage
