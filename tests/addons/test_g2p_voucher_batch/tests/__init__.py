from . import test_automatic_issue
