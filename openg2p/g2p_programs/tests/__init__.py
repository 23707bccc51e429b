from . import test_contract
from . import test_program
from . import test_cycle
from . import test_payment
from . import test_programs_access
