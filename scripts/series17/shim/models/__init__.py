from . import (
    base,
    g2p_series17_door,
    ir_attachment,
    ir_config_parameter,
    ir_cron,
    ir_http,
    ir_model_access,
    res_groups,
    res_partner,
    res_users,
)
