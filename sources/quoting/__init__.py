"""How passages are looked for in texts. Others import `sources.quotes`."""
