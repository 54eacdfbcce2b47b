"""Drawings: charts and maps as the page, the report and a file have them."""
