"""Measurements against the bars of the design, as ratios within one run: machines differ, ratios hardly."""
