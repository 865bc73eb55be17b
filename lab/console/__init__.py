"""The lab's own window."""
