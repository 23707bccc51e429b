from . import test_blocks
from . import test_compare
from . import test_fund
from . import test_preview
from . import test_price
from . import test_views
