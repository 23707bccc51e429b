from . import test_after_commit
from . import test_audit_change
from . import test_former_keys
from . import test_forms
from . import test_health
from . import test_kept_form
from . import test_ties
from . import test_tools
