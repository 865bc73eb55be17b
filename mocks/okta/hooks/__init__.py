"""Services outside of Okta that it asks (inline hooks) or tells (event hooks). Source: fact sheet 9.3 and 9.4."""
