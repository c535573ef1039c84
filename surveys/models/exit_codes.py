"""Codes that let one person rate one session once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ExitCode(models.Model):
    """A single-use code for the exit survey of a session; only its hash is kept.

    Nothing says who got it or when it was used, and no answer refers to it: a badge, an attendance or a response
    cannot be joined with it.
    """

    session = models.ForeignKey(
        "engagement.Session", models.CASCADE, related_name="exit_codes", verbose_name=_("engagement session")
    )
    code_hash = models.CharField(_("hash of the code"), max_length=64)
    is_used = models.BooleanField(_("used"), default=False)

    PERSONAL: set[str] = set()
    NOT_PERSONAL = {"id", "session", "code_hash", "is_used"}

    class Meta:
        verbose_name = _("exit-survey code")
        verbose_name_plural = _("exit-survey codes")
        constraints = [models.UniqueConstraint(fields=["code_hash"], name="exit_code_once")]

    def __str__(self) -> str:
        return f"{self.session_id}"
