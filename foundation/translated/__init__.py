"""Content in several languages: one JSON object {language: text}."""

from collections.abc import Mapping

from django.utils.translation import get_language


def in_language(content: Mapping[str, str] | str | None, language: str | None = None) -> str:
    """The text in the wanted (default: the active) language, else English, else the first there is, else "".

    A plain string is returned as it is: some content is not translated.
    """
    if not content:
        return ""
    if isinstance(content, str):
        return content
    wanted = (language or get_language() or "en").lower()
    for code in (wanted, wanted.split("-")[0], "en"):
        if content.get(code):
            return content[code]
    return next((text for text in content.values() if text), "")
