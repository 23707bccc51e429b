from . import g2p_sms_try
