"""The night: Prefect flows, settings, releases and the `techniekpact` command."""
