from . import test_earlier
from . import test_known
