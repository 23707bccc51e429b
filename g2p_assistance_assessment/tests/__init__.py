from . import test_assessment
from . import test_assessment_access
from . import test_assessment_dialogs
from . import test_assessment_shown
from . import test_criteria
from . import test_tools
from . import test_uninstall
