from . import g2p_assistance_application_documents
from . import g2p_assistance_application_promise
from . import g2p_assistance_application_reply
from . import g2p_assistance_application_timeline
from . import g2p_assistance_application_withdraw
from . import g2p_assistance_type
from . import g2p_document
from . import g2p_voucher
