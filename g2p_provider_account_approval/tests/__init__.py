from . import test_procedure
