"""The site: static pages of a release, that open from disk and ask nothing of the network.

`render` writes all of it into a folder; `stage` keeps it beside its release, and has the link
`site` of the home follow the release that is current.
"""
