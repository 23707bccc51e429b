from . import g2p_approval_request
from . import g2p_approval_seat
from . import g2p_approval_step
