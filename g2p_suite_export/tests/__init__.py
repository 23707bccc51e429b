from . import test_company
from . import test_export_at_once
from . import test_export_files
from . import test_export_log
from . import test_lists
from . import test_reach
