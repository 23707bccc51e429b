from . import g2p_assistance_question
from . import g2p_assistance_question_option
from . import g2p_assistance_type
from . import g2p_assistance_application
from . import g2p_assistance_application_words
from . import g2p_assistance_application_documents
from . import g2p_assistance_application_office
