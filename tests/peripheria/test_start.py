"""What the web process loads before its first page."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# each costs a tenth of a second or tens of megabytes, and few requests or only the worker need it
LAZY = (
    "PIL", "boto3", "icalendar", "numpy", "openpyxl", "phonenumbers", "rapidfuzz", "scipy", "typst", "vl_convert",
    "xlsxwriter",
)
PROGRAM = f"""
import sys, django
django.setup()
import peripheria.urls
print(sorted(name for name in {LAZY!r} if name in sys.modules))
"""


def test_the_web_process_loads_no_statistics_and_no_file_formats() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        env={"DJANGO_SETTINGS_MODULE": "peripheria.settings", "PATH": ""},
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
