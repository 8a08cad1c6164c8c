"""The counting: moves what was confirmed into the totals, in batches, and takes out what is left out.

One runner at a time moves totals (`CountRun`). A row's `counted` changes in the transaction that moves the totals, so
that a runner may be killed at any moment: nothing is lost, and nothing is counted twice.
"""

from campaigns.counting.batches import LAG, count_due, take_away
from campaigns.counting.checking import Recount, reconcile, recount, stands_still, wrong_totals

__all__ = ["LAG", "Recount", "count_due", "reconcile", "recount", "stands_still", "take_away", "wrong_totals"]
