"""``make smoke``: asks whatever is up on this machine what its users would ask, and says what it saw.

With ``--faults`` it also takes parts of the stack away and brings them back. What the examples and the faults store,
such as a feedback event or an uploaded document, stays stored.
"""
