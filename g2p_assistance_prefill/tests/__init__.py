from . import test_earlier
from . import test_known
from . import test_likely
