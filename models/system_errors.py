"""What the system refuses, in the reader's words: its own are in one language only."""

from __future__ import annotations

import errno
import socket

from models.language import Text

SAYINGS = {
    errno.EACCES: Text("Permission denied"),
    errno.EADDRNOTAVAIL: Text("Cannot assign requested address"),
    errno.ECONNREFUSED: Text("Connection refused"),
    errno.EDQUOT: Text("Disk quota exceeded"),
    errno.EEXIST: Text("File exists"),
    errno.EFBIG: Text("File too large"),
    errno.EHOSTUNREACH: Text("No route to host"),
    errno.EIO: Text("Input/output error"),
    errno.EISDIR: Text("Is a directory"),
    errno.EMFILE: Text("Too many open files"),
    errno.ENAMETOOLONG: Text("File name too long"),
    errno.ENETUNREACH: Text("Network is unreachable"),
    errno.ENOENT: Text("No such file or directory"),
    errno.ENOSPC: Text("No space left on device"),
    errno.ENOTDIR: Text("Not a directory"),
    errno.EPERM: Text("Operation not permitted"),
    errno.EROFS: Text("Read-only file system"),
    errno.ETIMEDOUT: Text("Connection timed out"),
}
"""By its number what each of the common ones comes down to."""


def system_text(error: OSError) -> Text:
    """Say why the system refused something.

    Parameters
    ----------
    error
        What it was refused with.

    Returns
    -------
    Text
        The reason, in both languages; in the system's own words where it is a rare one.
    """
    # Its numbers are of a list of their own.
    if isinstance(error, socket.gaierror):
        return Text("This name of a computer cannot be found")
    rare = Text("{problem}", problem=error.strerror or type(error).__name__)
    return SAYINGS.get(error.errno or 0, rare)
