"""What the system refuses, in the reader's words: its own are in one language only."""

from __future__ import annotations

import errno

from models.language import Text

SAYINGS = {
    errno.EACCES: Text("Permission denied"),
    errno.ECONNREFUSED: Text("Connection refused"),
    errno.EDQUOT: Text("Disk quota exceeded"),
    errno.EEXIST: Text("File exists"),
    errno.EFBIG: Text("File too large"),
    errno.EIO: Text("Input/output error"),
    errno.EISDIR: Text("Is a directory"),
    errno.EMFILE: Text("Too many open files"),
    errno.ENAMETOOLONG: Text("File name too long"),
    errno.ENOENT: Text("No such file or directory"),
    errno.ENOSPC: Text("No space left on device"),
    errno.ENOTDIR: Text("Not a directory"),
    errno.EPERM: Text("Operation not permitted"),
    errno.EROFS: Text("Read-only file system"),
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
    rare = Text("{problem}", problem=error.strerror or type(error).__name__)
    return SAYINGS.get(error.errno or 0, rare)
