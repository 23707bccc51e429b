from . import test_automatic_issue
from . import test_privacy
