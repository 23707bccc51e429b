from . import test_tools
from . import test_voucher_template
from . import test_voucher_paper
from . import test_voucher_side
from . import test_lists
