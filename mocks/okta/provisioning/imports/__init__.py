"""Imports from identity sources: loaded people and groups become users, import results and groups of the org.

`work` takes a session further; `people` decides about one person, `matching` finds whom they may be, `confirmed` makes
or links the user, `departed` is for who is gone. Source: fact sheet 9.1.
"""
