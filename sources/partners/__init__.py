"""Partner deliveries: files dropped in `inbox/<partner>/`, read row by row, answered by a receipt.

What is sent stays where it was put, and is archived before it is read. The same bytes twice are
one delivery; a later delivery corrects the figures that it names.
"""
