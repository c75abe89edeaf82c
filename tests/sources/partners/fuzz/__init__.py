"""Files that are made by chance: good ones, spoiled ones, and what is no delivery at all."""
