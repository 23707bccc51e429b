from . import test_tools
from . import test_g2p_reimbursement_claim
from . import test_provider_claims
from . import test_g2p_claim_payment
from . import test_security
from . import test_payment_concurrency
from . import test_who_is_whom
