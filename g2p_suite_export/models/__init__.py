from . import g2p_export_log
from . import base
from . import res_company
from . import res_partner
