from . import g2p_sms
from . import sms_sms
