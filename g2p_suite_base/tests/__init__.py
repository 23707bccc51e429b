from . import test_audit_change
from . import test_company_rules
from . import test_folding
from . import test_former_keys
from . import test_phones
from . import test_ties
from . import test_tools
