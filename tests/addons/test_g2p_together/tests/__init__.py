from . import test_automatic_issue
from . import test_privacy
from . import test_provider_accounts
from . import test_areas_in_mails
from . import test_areas_of_assessments
from . import test_areas_in_queue
from . import test_exports
