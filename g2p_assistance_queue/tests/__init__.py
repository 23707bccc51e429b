from . import test_indexes
from . import test_lists
from . import test_odoobot
from . import test_phones
from . import test_queue
from . import test_uninstall
