"""Bringing in files of references: BibTeX, RIS and CSL-JSON.

`reading` makes records of a file, each a CSL item as the file has it. `mapping` makes of an item what a source can hold.
`matching` finds the sources that are there already. `running` looks through (dry run), then writes, a batch at a time.
"""
