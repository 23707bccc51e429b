from . import test_message_case
