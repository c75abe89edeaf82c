"""What differs between two releases, computed in SQL inside DuckDB."""
