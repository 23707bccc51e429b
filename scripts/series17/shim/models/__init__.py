from . import base, ir_cron, res_groups, res_users
