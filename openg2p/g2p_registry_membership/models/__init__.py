from . import g2p_group_membership_kind
from . import g2p_group_membership
from . import res_partner
