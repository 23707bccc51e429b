from . import test_registrant
from . import test_registry_access
