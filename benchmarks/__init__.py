"""What it costs: timings side by side, on the real region, losses too. No test depends on them."""
