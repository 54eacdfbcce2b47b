"""Scenario files in and out, their checks, and the shipped library."""
