"""Refunds: owed in the transaction of their cause. `policies` has the rules, `returning` what each end of a place owes,
`by_hand` what an organizer does; `sending` asks the providers, `settling` follows each to its end.
"""

from services.refunds.owing import owe, withdraw

__all__ = ["owe", "withdraw"]
