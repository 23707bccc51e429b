from . import test_door
from . import test_door_by_id
