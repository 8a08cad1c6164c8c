"""The sample content: an invented group for clean rivers, so that a new installation shows what the site can do.

The group, its rivers, its people and its campaigns are invented; the sources it cites are real, but for one.
`manage.py load_demo` loads it through the same operations that staff use.
"""
