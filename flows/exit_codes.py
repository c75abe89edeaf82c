"""What `techniekpact` ends with, beside 0: scripts and the schedule rely on it."""

FAILED = 1
REFUSED = 3
LOCKED = 4
