"""Whatever comes first, imports, sign-ins and edits end in the same directory."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from mocks.tests import cast
from mocks.tests.okta.conftest import administrator
from mocks.tests.okta.importing import Source, person
from mocks.tests.parties import Parties

DEPARTMENTS = ("Sales", "Design", "Legal")
STEPS = st.lists(
    st.one_of(
        st.sampled_from(("sign in", "leave")),
        st.tuples(st.just("import"), st.sampled_from(DEPARTMENTS)),
        st.tuples(st.just("edit"), st.sampled_from(("Al", "Ally"))),
    ),
    max_size=6,
)


class Story:
    """Alice at three places: what was last done decides, not in which order."""

    def __init__(self, parties: Parties) -> None:
        parties.reset()
        self.parties, self.admin = parties, administrator(parties)
        self.source = Source(self.admin)
        self.nick: str | None = None

    def tell(self, department: str) -> None:
        name = {"userName": cast.ALICE.username, "email": cast.ALICE.username}
        self.source.tell({"alice": person("Alice Aames", department=department, **name)})

    def sign_in(self) -> None:
        self.parties.app_at_okta().sign_in(self.parties.browser(), cast.ALICE)

    def leave(self) -> None:
        self.source.tell_gone(["alice"])

    def edit(self, nick: str) -> None:
        for user in self.admin.get("/users", search=f'profile.login eq "{cast.ALICE.username}"'):
            self.admin.post(f"/users/{user['id']}", {"profile": {"nickName": nick}})
            self.nick = nick

    def take(self, step: object) -> None:
        steps: dict[object, Callable[..., None]] = {
            "sign in": self.sign_in,
            "leave": self.leave,
            "import": self.tell,
            "edit": self.edit,
        }
        name, *details = step if isinstance(step, tuple) else (step,)
        steps[name](*details)


def test_any_order_converges(parties: Parties) -> None:
    """One user, linked, with the source's department and the administrator's nickname."""

    @settings(max_examples=25)
    @given(STEPS, st.sampled_from(DEPARTMENTS), st.booleans())
    def converges(steps: list[object], department: str, signs_in_first: bool) -> None:
        story = Story(parties)
        for step in steps:
            story.take(step)
        if signs_in_first:
            story.sign_in()
        story.tell(department)
        story.sign_in()
        (alice,) = story.admin.get("/users", search=f'profile.login eq "{cast.ALICE.username}"')
        assert alice["status"] == "ACTIVE"
        assert alice["profile"]["department"] == department
        assert alice["profile"].get("nickName") == story.nick
        assert story.source.user("alice")["id"] == alice["id"]
        assert len(story.admin.get(f"/users/{alice['id']}/idps")) == 1

    converges()
