from . import g2p_claim_payment_confirm
