from . import test_forms
from . import test_kept_form
from . import test_page_frame
from . import test_page_tools
from . import test_update
