"""The road from Azure AD to Okta: where everybody stands, the steps, and the way back.

Speaks to both sides by their public APIs alone: Microsoft Graph and Okta's management API. `people` says who stands
where, `road` takes the steps, `report` writes it down. Source: Okta fact sheet 9.2.
"""
