"""Primary authentication as a state machine: what a transaction holds, where it may go, what comes next.

How it is asked and shown on the wire is `api/authn*.py`. Source: fact sheet 2.4.
"""
