from . import test_documents
from . import test_promise
from . import test_reply
from . import test_timeline
from . import test_withdrawal
from . import test_withdrawal_race
