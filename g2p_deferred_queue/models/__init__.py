from . import g2p_deferred
