from . import g2p_provider_role_mixin
from . import g2p_provider_staff
from . import g2p_provider_invitation
from . import g2p_provider_invitation_join
from . import g2p_service_provider
from . import g2p_service_provider_people
from . import res_users
