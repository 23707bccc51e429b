from . import test_draw
from . import test_preview
from . import test_preview_cron
from . import test_viewer
from . import test_page_route
from . import test_indexes
