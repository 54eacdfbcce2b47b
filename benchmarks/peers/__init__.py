"""The same region by hand: one short file per library, as a user would write it from its pages.

Each peer has a function ``solve(region, seconds)`` that builds the model, pursues the goals one
after the other in whole dwellings, and gives an `Answer` in our cells, which our audit judges.
"""
