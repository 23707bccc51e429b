from . import test_asking
from . import test_attacks
from . import test_frozen
from . import test_office
from . import test_other_kind
from . import test_question
from . import test_tools
from . import test_uninstall
