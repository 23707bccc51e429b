from . import g2p_approval_reason
from . import g2p_approval_policy
from . import g2p_approval_stage
from . import g2p_approval_request
from . import g2p_approval_step
from . import g2p_approval_decision
from . import g2p_approval_mixin
