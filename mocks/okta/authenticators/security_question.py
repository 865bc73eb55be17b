"""A question whose answer the person has given before."""

from collections.abc import Mapping
from typing import Any, ClassVar

from mocks.kit.passwords import hash_password, verify_password
from mocks.okta.authenticators import Draft, Enrollable, Here, Judged, Unsuitable, Verdict
from mocks.okta.directory.factors import Factor
from mocks.okta.directory.users import User

QUESTIONS: Mapping[str, str] = {
    "disliked_food": "Which food did you dislike most as a child?",
    "name_of_first_plush_toy": "What was your first soft toy called?",
    "first_award": "What did you first win an award for?",
    "favorite_security_question": "What is the security question that you like best?",
    "favorite_toy": "Which toy did you like best as a child?",
    "first_computer_game": "Which computer game did you play first?",
    "favorite_movie_quote": "Which line of a film do you like best?",
    "first_sports_team_mascot": "What was the mascot of the first team that you played in?",
    "first_music_purchase": "Which music did you buy first?",
    "favorite_art_piece": "Which work of art do you like best?",
    "grandmother_favorite_desert": "Which dessert did your grandmother like best?",
    "first_thing_cooked": "What did you first learn to cook?",
    "childhood_dream_job": "What did you want to become as a child?",
    "place_where_significant_other_was_met": "Where did you meet your partner?",
    "favorite_vacation_location": "Where do you like best to go on holiday?",
    "new_years_two_thousand": "Where were you at New Year's Eve 2000?",
    "favorite_speaker_actor": "Which actor or speaker do you like best?",
    "favorite_book_movie_character": "Which character of a book or film do you like best?",
    "favorite_sports_player": "Which athlete do you like best?",
}
CUSTOM = "custom"
_SHORTEST = 4


class SecurityQuestion(Enrollable):
    """The secret is the answer, hashed as a password is: people choose what can be guessed."""

    name: ClassVar[str] = "security_question"
    type: ClassVar[str] = "security_question"
    title: ClassVar[str] = "Security Question"
    method: ClassVar[str] = "security_question"
    factor_type: ClassVar[str] = "question"
    id_prefix: ClassVar[str] = "ufs"
    page: ClassVar[str] = "question"
    hint: ClassVar[str] = "An answer that only you know"
    possession: ClassVar[bool] = False
    settings: ClassVar[Mapping[str, Any]] = {"allowedFor": "any"}

    def begin(self, here: Here, user: User, given: Mapping[str, Any]) -> Draft:  # noqa: ARG002
        question, answer = str(given.get("question", "")), _plain(str(given.get("answer", "")))
        text = QUESTIONS.get(question, "")
        if question == CUSTOM:
            text = str(given.get("questionText", "")).strip()[:255]
        if not text:
            raise Unsuitable("question", "Choose a question.")
        if len(answer) < _SHORTEST:
            raise Unsuitable("answer", f"The answer must have at least {_SHORTEST} characters.")
        if answer in text.lower():
            raise Unsuitable("answer", "The answer must not be a part of the question.")
        # Hashing is slow on purpose; nobody else waits for the database meanwhile.
        here.unit.commit()
        return Draft({"question": question, "questionText": text}, hash_password(answer), proven=True)

    def judge(self, here: Here, factor: Factor, given: Mapping[str, str]) -> Judged:
        here.unit.commit()
        right = verify_password(_plain(given.get("answer", "")), factor.secret)
        return Judged(Verdict.SUCCESS if right else Verdict.FAILED)

    def amr(self, factor: Factor) -> tuple[str, ...]:  # noqa: ARG002
        return ("kba",)


def _plain(answer: str) -> str:
    """Return an answer without what people type once so and once so."""
    return " ".join(answer.lower().split())


AUTHENTICATOR = SecurityQuestion()
