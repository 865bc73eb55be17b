"""Contoso Home: a small web application that signs people in with OpenID Connect.

It knows one issuer, by three settings (`ISSUER`, `CLIENT_ID`, `CLIENT_SECRET`), and nothing of its make.
"""
