"""Forms: a scenario as a folder, a JSON document or a workbook."""
