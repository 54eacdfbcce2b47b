"""The solver: one HiGHS instance, arrays and limits; it knows no scenario."""
