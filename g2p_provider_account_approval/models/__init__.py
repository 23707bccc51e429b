from . import g2p_provider_change
