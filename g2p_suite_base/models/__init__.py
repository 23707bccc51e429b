from . import (
    g2p_audit_change,
    g2p_audit_mixin,
    res_groups,
    res_users,
)
