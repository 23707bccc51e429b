from . import test_audit_change
