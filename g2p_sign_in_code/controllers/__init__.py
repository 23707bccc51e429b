from . import by_code
from . import contacts
