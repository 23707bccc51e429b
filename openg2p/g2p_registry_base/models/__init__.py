from . import g2p_id_type
from . import g2p_reg_id
from . import g2p_phone_number
from . import g2p_relationship
from . import g2p_reg_rel
from . import g2p_registrant_tags
from . import g2p_district
from . import res_partner
