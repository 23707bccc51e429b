from . import g2p_export_reason
