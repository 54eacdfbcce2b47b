"""Recognising: what people mean by the tables, headers, names and words of their own files."""
