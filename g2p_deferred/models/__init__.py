from . import g2p_deferred
from . import g2p_deferred_work
from . import g2p_deferred_mixin
from . import g2p_suite_health
