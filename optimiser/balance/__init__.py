"""Balance: of all plans that are equally good the one nearest to the reference mix."""
