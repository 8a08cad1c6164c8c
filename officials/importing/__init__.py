"""Bringing in files of decision makers and postcodes: read and checked as a whole first, then written in one transaction."""
