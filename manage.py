#!/usr/bin/env python
"""Run a management command of Peripheria."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peripheria.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # one sentence that names the variable is of more use than a traceback
        sys.exit(f"ImproperlyConfigured: {error}")
