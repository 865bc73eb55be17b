"""Plumbing for every service: time, ids, storage, outgoing HTTP, seeds, Flask parts.

Knows no protocol and no vendor, and imports nothing of ours from outside this package.
"""
