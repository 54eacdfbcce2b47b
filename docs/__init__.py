"""Pages that are written from the source of truth, so that they cannot drift from it."""
