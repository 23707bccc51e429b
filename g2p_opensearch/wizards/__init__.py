from . import g2p_assistance_identify
