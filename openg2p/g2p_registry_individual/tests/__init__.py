from . import test_individual
