from . import test_roles
from . import test_people
from . import test_invitations
from . import test_join_race
from . import test_access_matrix
from . import test_people_pages
from . import test_people_race
from . import test_indexes
