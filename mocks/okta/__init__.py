"""A mock Okta org: Universal Directory, authorization servers, broker to other identity providers, sign-in pages."""
