from . import base, ir_attachment, ir_cron, res_groups, res_users
