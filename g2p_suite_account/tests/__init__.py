from . import test_accounts
from . import test_brake
from . import test_confirmation
from . import test_proof
from . import test_sessions
from . import test_sign_in
from . import test_tools
