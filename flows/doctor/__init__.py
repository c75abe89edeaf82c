"""The doctor: is this machine ready for the night, and did the last nights run.

One check, one function, which says of each problem it finds what it means and what to do;
`findings.yml` has the words. Checks read, and change nothing.
"""
