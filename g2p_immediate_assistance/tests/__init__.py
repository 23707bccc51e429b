from . import test_portal
from . import test_deciding
from . import test_final_decision
from . import test_registry
from . import test_access
from . import test_privacy
from . import test_fund
from . import test_tools
