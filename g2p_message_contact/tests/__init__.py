from . import test_confirmed
