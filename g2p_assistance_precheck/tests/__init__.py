from . import test_precheck
