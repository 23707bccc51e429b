from . import test_flow
from . import test_amounts
from . import test_content
from . import test_closed_doors
from . import test_four_eyes
from . import test_fails_closed
from . import test_two_at_once
