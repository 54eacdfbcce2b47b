"""Keys: what several keys would each mean."""
