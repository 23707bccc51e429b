from . import test_companies
from . import test_hold
from . import test_hold_concurrency
from . import test_hold_lives
from . import test_hold_security
from . import test_hold_stops
from . import test_indexes
from . import test_lists
