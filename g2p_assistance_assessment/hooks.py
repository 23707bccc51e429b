"""Rows that stay when the addon is uninstalled, and are taken over when it is installed again."""

MODULE, NAME = "g2p_assistance_assessment", "document_type_assessment"
DOCUMENT_TYPE = f"{MODULE}.{NAME}"
#: a fifth of the percents for each of the five steps
NEED_OF_SCORE = """
    UPDATE g2p_assistance_assessment SET need_score = LEAST(5, score / 20 + 1)::text
    WHERE need_score IS NULL
"""


def pre_init_hook(env):
    """Take over the document type of files that an earlier installation has left."""
    kinds = env["g2p.document.type"].with_context(active_test=False)
    kind = kinds.search([("code", "=", "assessment")], limit=1)
    if kind and not env.ref(DOCUMENT_TYPE, raise_if_not_found=False):
        vals = {"module": MODULE, "name": NAME, "model": kind._name, "res_id": kind.id}
        env["ir.model.data"].create({**vals, "noupdate": True})


def uninstall_hook(env):
    """Give each assessment a need score, that of its percent, which goes with the addon; and keep
    the document type of files that stay."""
    env.flush_all()
    env.cr.execute(NEED_OF_SCORE)
    env.invalidate_all()
    kind = env.ref(DOCUMENT_TYPE, raise_if_not_found=False)
    if kind and env["g2p.document"].search_count([("document_type_id", "=", kind.id)], limit=1):
        names = [("model", "=", kind._name), ("res_id", "=", kind.id)]
        env["ir.model.data"].search(names).unlink()
