"""The protocol core: OAuth 2.0 and OpenID Connect as the RFCs have it, without a vendor.

What differs between Okta and Azure AD is a method of `authorization_server.AuthorizationServer`.
"""
