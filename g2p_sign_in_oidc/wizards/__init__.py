from . import g2p_sign_in_preview
