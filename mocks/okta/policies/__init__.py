"""Ordered rules and their decisions; every decision carries its reason."""
