from . import test_attacks
from . import test_deferred
from . import test_deferred_at_once
from . import test_indexes
from . import test_lists
from . import test_tools
