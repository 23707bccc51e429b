env.cr.commit()
