from . import test_claim_choice
from . import test_indexes
from . import test_page_frame
from . import test_provider_access
from . import test_provider_claims
from . import test_provider_vouchers
from . import test_sessions
from . import test_tools
