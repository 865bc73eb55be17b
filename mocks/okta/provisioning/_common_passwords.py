"""Passwords that many people would think of first: the lab's own short list, in lower case, without what ends them."""

_WORDS = """
password passw0rd passwort motdepasse contrasena kennwort secret geheim letmein welcome willkommen bienvenue
changeme admin administrator root guest user login access master test testing example sample demo default
qwerty qwertz azerty qwertyuiop asdfgh asdfghjkl zxcvbn abc abcd abcdef abcdefg iloveyou sunshine princess
football baseball dragon monkey shadow superman batman starwars trustno summer winter spring autumn january
february march april may june july august september october november december monday tuesday wednesday thursday
friday saturday sunday company office contoso fabrikam okta azure microsoft coexistence
"""
COMMON = frozenset(_WORDS.split())
