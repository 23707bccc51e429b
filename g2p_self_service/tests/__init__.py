from . import test_application_access
from . import test_application_decided
from . import test_application_pages
from . import test_public_pages
from . import test_portal_sweep
from . import test_delete_account
from . import test_programme_closed
from . import test_sessions
