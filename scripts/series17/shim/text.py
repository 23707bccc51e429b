"""Texts in the language of an environment."""

from markupsafe import Markup, escape

from odoo.tools.translate import code_translations


def in_env(env, name):
    """The translation of a module's texts into the language of an environment.

    17.0's _() uses the language of the calling frame, so it cannot translate for somebody else, nor
    in a comprehension.

    :param env: the environment
    :param str name: `__name__` of the calling module, "odoo.addons.<addon>.…"
    :return: function(source, *args, **kwargs) -> str
    """
    addon, lang = name.split(".")[2], env.lang

    def translate(source, *args, **kwargs):
        text = source
        if lang and lang != "en_US":
            text = code_translations.get_python_translations(addon, lang).get(source, source)
        values = args or kwargs
        if any(isinstance(v, Markup) for v in (*args, *kwargs.values())):
            text = escape(text)
        return text % values if values else text

    return translate
