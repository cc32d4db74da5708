"""The composition root: the command line `okrbot`, the only place that knows every room."""

from __future__ import annotations

import sys

try:
    from bot.cli.main import main
except KeyboardInterrupt:  # Ctrl-C while Python still reads the libraries
    sys.stderr.write("okrbot: stopped\n")
    sys.exit(130)

__all__ = ["main"]
