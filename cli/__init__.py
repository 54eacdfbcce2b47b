"""The woonsleutel command."""
