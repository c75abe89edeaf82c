"""Official lists of what counts as technical: sent like a partner's file, but taken whole.

An indicator made with half a list would be wrong without looking so: one bad row refuses all.
"""

from sources.lists.reader import COLUMNS, read_list, tidier

__all__ = ["COLUMNS", "read_list", "tidier"]
