"""EMAIL_URL: every form, and errors that name the variable."""

from pathlib import Path
from typing import Any

import pytest

from peripheria.mail_address import mail_settings

SMTP = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_TIMEOUT": 30, "EMAIL_HOST_USER": "",
        "EMAIL_HOST_PASSWORD": "", "EMAIL_HOST": "mail.example.org", "EMAIL_USE_SSL": False, "EMAIL_USE_TLS": False}


@pytest.mark.parametrize(("url", "host", "expected"), [
    ("", "", {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": "/data/mail"}),
    ("", "mail.example.org", SMTP | {"EMAIL_PORT": 25}),
    ("smtp://mail.example.org", "", SMTP | {"EMAIL_PORT": 587, "EMAIL_USE_TLS": True}),
    ("smtp://me%40here:p%2Fw@mail.example.org:2525?tls=0", "ignored",
     SMTP | {"EMAIL_PORT": 2525, "EMAIL_HOST_USER": "me@here", "EMAIL_HOST_PASSWORD": "p/w"}),
    ("smtps://mail.example.org", "", SMTP | {"EMAIL_PORT": 465, "EMAIL_USE_SSL": True}),
    ("file:///data/letters", "", {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                                 "EMAIL_FILE_PATH": "/data/letters"}),
    ("console:", "", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}),
])
def test_an_address_becomes_settings(url: str, host: str, expected: dict[str, Any]) -> None:
    assert mail_settings(url, host=host, data_dir=Path("/data")) == expected


@pytest.mark.parametrize("url", ["mail.example.org", "smtp://", "smtp://mail:port", "file://relative", "http://x"])
def test_what_is_no_address_is_an_error_that_says_how(url: str) -> None:
    with pytest.raises(ValueError, match="EMAIL_URL must be like smtp://user:password@host:587"):
        mail_settings(url, host="", data_dir=Path("/data"))
