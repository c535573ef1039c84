"""EMAIL_URL: where mail goes, as one address. Without it mail is written into files: nothing leaves by accident.

smtp://user:password@host:587       to a mail server, encrypted by STARTTLS (``?tls=0``: not at all, port 25)
smtps://user:password@host:465      to a mail server, encrypted from the start
file:///folder                      into files
console:                            into the log
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

BACKEND = "django.core.mail.backends.{}.EmailBackend"
EXAMPLE = "EMAIL_URL must be like smtp://user:password@host:587, smtps://…, file:///folder or console:"
TIMEOUT_SECONDS = 30


def mail_settings(url: str, *, host: str, data_dir: Path) -> dict[str, Any]:
    """Django's EMAIL_* settings; ``host`` is the older EMAIL_HOST, used where there is no address.

    Raises ValueError with a sentence that names the variable.
    """
    if not url:
        url = f"smtp://{host}:25?tls=0" if host else f"file://{data_dir / 'mail'}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{EXAMPLE} ({error}).") from error
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": BACKEND.format("console")}
    if parts.scheme == "file" and parts.path.startswith("/"):
        return {"EMAIL_BACKEND": BACKEND.format("filebased"), "EMAIL_FILE_PATH": unquote(parts.path)}
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError(f"{EXAMPLE}.")
    is_ssl = parts.scheme == "smtps"
    is_tls = not is_ssl and parse_qs(parts.query).get("tls", ["1"])[0] != "0"
    return {
        "EMAIL_BACKEND": BACKEND.format("smtp"), "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if is_ssl else 587 if is_tls else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""), "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_ssl, "EMAIL_USE_TLS": is_tls, "EMAIL_TIMEOUT": TIMEOUT_SECONDS,
    }
