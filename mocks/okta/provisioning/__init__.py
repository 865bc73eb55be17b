"""From an external identity to a user: link, mapping, Just-In-Time creation. Source: fact sheet 3.4 to 3.7."""
