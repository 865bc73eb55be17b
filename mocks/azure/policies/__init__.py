"""What a tenant decides about a sign-in: each decision with its reason."""
