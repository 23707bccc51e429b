from . import test_account
from . import test_activation
from . import test_companies
from . import test_concurrency
from . import test_lists
from . import test_notices
from . import test_rights
from . import test_tools
