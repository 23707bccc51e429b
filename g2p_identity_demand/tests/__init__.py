from . import test_demand
from . import test_demand_pages
from . import test_links
from . import test_others
from . import test_settings
