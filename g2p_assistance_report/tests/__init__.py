from . import test_companies
from . import test_equity
from . import test_lists
from . import test_reports
from . import test_update
from . import test_watching
