from . import g2p_sms
