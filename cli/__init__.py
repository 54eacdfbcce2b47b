"""The woonsleutel command: scenarios and plans in, tables out, thin over the Python packages."""

from __future__ import annotations

import os
import time


def main() -> None:
    """Run the command with the arguments of this process, and end the process."""
    began = time.perf_counter()
    from cli.app import app
    from cli.deadline import Deadline

    app(deadline=Deadline(began, os._exit))
