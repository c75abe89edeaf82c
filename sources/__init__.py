"""Where the data comes from: the catalog, the connectors and the landing archive."""
