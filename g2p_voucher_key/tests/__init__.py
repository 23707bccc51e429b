from . import test_tools
from . import test_token
from . import test_profiles
from . import test_fuzz
from . import test_voucher_key
from . import test_voucher_key_address
from . import test_lists
