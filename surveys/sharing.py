"""What people are led to a survey by: its address, a poster per language, the code to embed; and what stops doubles."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from foundation.qr_codes import qr_svg
from foundation.translated import in_language
from surveys.actions.submit import definition_of
from surveys.models import Wave

POSTER = Path(__file__).parent / "typst" / "poster.typ"
LONG_TITLE, LONG_ADDRESS = 60, 42  # characters from which on the letters get smaller


def address_of(wave: Wave, language: str = "") -> str:
    """The public address of a survey; with a language it opens in that one."""
    path = reverse("surveys:answer", args=[wave.slug])
    return settings.BASE_URL.rstrip("/") + path + (f"?language={language}" if language else "")


def languages_of(wave: Wave) -> tuple[str, ...]:
    """The languages the questionnaire is asked in, the first one being its own."""
    return definition_of(wave.version).languages or ("en",)


def embedding(wave: Wave) -> SafeString:
    """The link to put into another page: a link, because a form inside a foreign page can be listened to."""
    return format_html('<a href="{}">{}</a>', address_of(wave), in_language(wave.version.definition["title"]))


def poster(wave: Wave, language: str) -> bytes:
    """An A4 page for a wall as tagged PDF (PDF/UA-1): what is asked, a QR code, the address, until when, who asks.

    Titles are data and never markup.
    """
    import typst  # noqa: PLC0415  only this page needs the typesetter

    definition = definition_of(wave.version)
    with override(language):
        title = in_language(definition.title, language)
        address = address_of(wave, language if len(languages_of(wave)) > 1 else "")
        data: dict[str, Any] = {
            "language": language.split("-")[0], "title": title, "title_size": 40 if len(title) < LONG_TITLE else 28,
            "intro": in_language(definition.intro, language), "pilot": wave.pilot.name,
            "programme": wave.pilot.programme.name, "svg": qr_svg(address), "qr": _("QR code of the survey"),
            "or_open": _("Point the camera of a phone here, or open"), "address": address,
            "address_size": 18 if len(address) < LONG_ADDRESS else 13, "lines": _lines(wave, len(definition.questions)),
            "asked_by": _("%(pilot)s asks, within %(programme)s.") % {
                "pilot": wave.pilot.name, "programme": wave.pilot.programme.name},
        }
    written: bytes = typst.compile(  # type: ignore[call-overload]  # its stubs leave out bytes with these options
        POSTER.read_bytes(), format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True,
        font_paths=[str(settings.BASE_DIR / "static" / "vendor" / "inter-ttf")],
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )
    return written


def _lines(wave: Wave, questions: int) -> list[str]:
    lines = [ngettext("%(n)d question, no account needed.", "%(n)d questions, no account needed.", questions)
             % {"n": questions}]
    if wave.is_anonymous:
        lines.append(_("Nobody asks for your name."))
    if wave.closes_at:
        lines.append(_("Open until %(day)s.") % {"day": date_format(wave.closes_at, "DATE_FORMAT")})
    return lines
