"""The mock parties: a protocol core, two vendors on top of it, and the plumbing below."""
