"""The directory agent: reads Azure AD over Microsoft Graph, tells an Okta org over its API. Nothing calls it.

`agent` fetches actions from the org and does them; `importing` is one import; `graph` and `org` are the two sides;
`memory` is what survives a restart. Source: Okta fact sheet 9.1, Azure AD fact sheet section 7.
"""
