"""The resources: a router each."""
