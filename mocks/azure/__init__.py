"""A mock Azure AD (Entra ID) tenant: v2.0 endpoints, sign-in pages, directory."""
