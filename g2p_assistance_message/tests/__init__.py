from . import test_appeals
from . import test_no_message
from . import test_officers
from . import test_persons
from . import test_providers
from . import test_reminders
from . import test_views
from . import test_wishes_page
