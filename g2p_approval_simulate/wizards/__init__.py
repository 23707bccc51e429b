from . import g2p_approval_simulate
