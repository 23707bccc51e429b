from . import test_appeal
from . import test_appeal_attacks
from . import test_appeal_officers
from . import test_appeal_race
from . import test_lists
from . import test_tools
from . import test_uninstall
