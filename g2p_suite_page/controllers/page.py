"""Pages that are complete documents: without Odoo's layout and the assets it loads."""

from odoo.http import request

#: kept out of the templates: Odoo does not translate a template that begins with it
DOCTYPE = "<!DOCTYPE html>\n"


def translated():
    """The environment in the language of the user who asks.

    A user's own; for anybody else the installed one nearest to what the browser wants, of
    whatever country: telephones ask for the Arabic of Egypt where ar_001 is installed.
    """
    env = request.env
    if not env.user._is_public():
        return env
    codes = [code for code, _name in env["res.lang"].get_installed()]
    near = {code.split("_")[0]: code for code in reversed(codes)}
    near.update((code, code) for code in codes)
    for wanted in request.httprequest.accept_languages.values():  # the most wanted first
        code = near.get(wanted.replace("-", "_")) or near.get(wanted.split("-")[0])
        if code:
            return env(context={**env.context, "lang": code})
    return env


def render(env, template, **values):
    """The document as text, in the language of the environment.

    The template gets `html_lang` and `direction` for its <html>.
    """
    body = env["ir.ui.view"]._render_template(
        template, {**env["g2p.page.frame"]._language(), **values}
    )
    return f"{DOCTYPE}{body}"
