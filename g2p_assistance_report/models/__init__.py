from . import g2p_assistance_report_mixin
from . import g2p_assistance_report_demand
from . import g2p_assistance_report_time
from . import g2p_assistance_report_money
from . import g2p_assistance_report_integrity
from . import g2p_assistance_report_equity
