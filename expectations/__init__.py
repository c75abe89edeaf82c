"""The audit of a candidate release, and the report of the night."""
