"""The lab's own window: who can sign in, what happened hop by hop, the clock, the faults.

It speaks to the services by their control API alone, and shows one that is down as down.
"""
