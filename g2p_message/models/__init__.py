from . import g2p_message
from . import g2p_message_mixin
from . import g2p_message_preference
from . import g2p_message_queue
from . import g2p_message_send
from . import g2p_message_text
from . import res_company
from . import res_partner
