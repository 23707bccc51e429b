from . import test_access
from . import test_at_once
from . import test_indexes
from . import test_limits
from . import test_lists
from . import test_queue
from . import test_sending
from . import test_texts
