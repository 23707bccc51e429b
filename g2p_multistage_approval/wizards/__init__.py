from . import g2p_approval_dialog
from . import g2p_approval_bulk
from . import g2p_approval_decide
from . import g2p_approval_override
from . import g2p_approval_reassign
from . import g2p_approval_review_close
