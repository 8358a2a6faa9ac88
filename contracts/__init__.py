"""What the world may rely on: events, their envelope, their schemas, and the pure readings of them.

Imports nothing of ours. Importing this package fills the table of event types.
"""

from contracts import evaluation, evidence, notify, planning, realization

__all__ = ["evaluation", "evidence", "notify", "planning", "realization"]
