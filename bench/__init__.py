"""Measurements. Tests do not time; this folder does. Results stand in bench/README.md."""
