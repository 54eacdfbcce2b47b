"""Plans: a negotiated plan is evaluated, completed, repaired and compared."""
