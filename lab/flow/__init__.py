"""The picture of a sign-in: hops are collected, joined to flows, and drawn.

Reads what the probes recorded and nothing else; knows protocols (OAuth 2.0, OpenID Connect), no vendor.
"""
