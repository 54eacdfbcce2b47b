"""The document: what stands in a scenario before anybody knows whether it makes sense."""
