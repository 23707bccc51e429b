from . import g2p_reimbursement_state_mixin
from . import g2p_reimbursement_claim
from . import g2p_reimbursement_claim_portal
from . import g2p_reimbursement_claim_line
from . import g2p_claim_payment_batch
from . import g2p_claim_payment
from . import g2p_document
from . import g2p_voucher_redemption
