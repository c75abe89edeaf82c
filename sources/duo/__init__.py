"""DUO: CSV files on its CKAN portal and on the older site, in whatever layout they come."""

from sources.duo.fetch import backfill, fetch, tidier
from sources.duo.portal import Wanted, look, older

__all__ = ["Wanted", "backfill", "fetch", "look", "older", "tidier"]
