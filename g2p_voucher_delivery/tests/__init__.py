from . import test_voucher_send
from . import test_voucher_delivery
from . import test_neutralize
from . import test_lists
from . import test_companies
from . import test_indexes
