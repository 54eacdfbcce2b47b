"""The steps, each named after the release that brought it and what it adds."""
