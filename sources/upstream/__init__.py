"""The bundled stand-in for CBS and DUO: a server that speaks their protocols, and its sample."""
