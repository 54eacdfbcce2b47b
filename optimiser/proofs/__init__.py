"""What is proven of a plan in whole numbers: how far at most each goal is from the best."""
