from . import (
    g2p_audit_change,
    g2p_audit_mixin,
    g2p_open_matters_mixin,
    res_groups,
    res_partner,
    res_users,
    res_users_account,
    res_users_deletion,
)
