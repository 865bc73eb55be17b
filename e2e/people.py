"""The cast of `lab.yaml` as the tests know it: only what is printed at `make lab-up`."""

from typing import NamedTuple


class Person(NamedTuple):
    """Somebody who signs in."""

    username: str
    password: str
    name: str = ""


ALICE = Person("alice@contoso.example", "Alice-in-Azure-1", "Alice Adams")
CAROL = Person("carol@contoso.example", "Carol-in-Azure-1", "Carol Clark")
DAVE = Person("dave@contoso.example", "Dave-in-Azure-1")
FRANK = Person("frank@contoso.example", "Frank-in-Azure-1")
GRACE = Person("grace@contoso.example", "Grace-in-Azure-1", "Grace Green")
IVAN = Person("ivan@contractors.example", "Ivan-in-Azure-1")
NORA = Person("nora@contoso.example", "Nora-in-Azure-1")
OLIVIA = Person("olivia@contoso-subsidiary.example", "Olivia-in-Okta-1", "Olivia Ortiz")
ERIN = Person("erin@contoso-subsidiary.example", "Erin-in-Okta-1", "Erin Evans")
ADA = Person("ada@contoso-subsidiary.example", "Ada-in-Okta-1", "Ada Adams")
BOB = Person("bob@fabrikam.example", "", "Bob Baker")
HENRY = Person("henry@fabrikam.example", "")
