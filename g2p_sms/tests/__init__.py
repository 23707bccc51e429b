from . import test_sms
from . import test_sms_of_odoo
from . import test_sms_try
from . import test_tools
