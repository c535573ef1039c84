"""What pyxform says about a form: a process of its own, with little memory and time, without network, and with no files
but its own.

Started as a file by ``second_opinion`` and never imported; reads {sheet: rows} as JSON, writes {"error", "warnings"}.
The one argument is an empty directory in which pyxform may write.
"""

import json
import os
import resource
import sys
import tempfile
from importlib.util import find_spec
from typing import Any

MEMORY = 1024**3  # bytes
LARGEST_FILE = 100 * 1024**2  # bytes
SECONDS = 20
NEVER = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.rename", "os.link",
         "os.symlink", "urllib.", "ftplib.", "http.")
OWN = os.path.realpath(sys.argv[1])
FOUND = find_spec("pyxform")
PACKAGE = os.path.dirname(os.path.realpath(str(FOUND and FOUND.origin))) + os.sep  # with its lists of languages


def only_own(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse everything that reaches beyond this process, but for reading program code and the own directory."""
    if event.startswith(NEVER):
        raise PermissionError(event)
    if event in ("open", "os.remove"):
        path, mode = os.path.realpath(str(arguments[0])), str(arguments[1] or "r") if event == "open" else "w"
        is_code = (path.endswith((".py", ".pyc")) or path.startswith(PACKAGE)) and not set(mode) & set("wax+")
        if not is_code and not f"{path}{os.sep}".startswith(OWN + os.sep):
            raise PermissionError(path)


def main() -> None:
    """Answer one question."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from pyxform.errors import PyXFormError  # noqa: PLC0415  within the limits
    from pyxform.xls2xform import convert  # noqa: PLC0415

    tempfile.tempdir = OWN
    sheets = json.load(sys.stdin)
    warnings: list[str] = []
    error = ""
    sys.addaudithook(only_own)
    try:
        convert(xlsform=sheets, warnings=warnings, form_name="form")
    except PyXFormError as refused:
        error = str(refused) or type(refused).__name__
    sys.stdout.write(json.dumps({"error": error, "warnings": [str(warning) for warning in warnings]}))


if __name__ == "__main__":
    main()
