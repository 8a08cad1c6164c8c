"""Looking after the addresses of sources; one module for each step. `sources.links` is the way in."""
