"""Negotiation: one scenario of all parties, and the compromise that it has."""
