from . import test_open_doors
