"""The physical floor of a sign-in on this machine: RSA signatures, the password hash, a null Flask view."""

import statistics
import time
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from flask import Flask
from werkzeug.test import create_environ

from mocks.kit.passwords import hash_password


def signature() -> float:
    """Return the CPU time of one RS256 signature, in milliseconds."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return _median(lambda: key.sign(b"x" * 600, padding.PKCS1v15(), hashes.SHA256()), 200)


def password_hash() -> float:
    """Return the CPU time of one password hash, in milliseconds."""
    return _median(lambda: hash_password("correct horse battery staple"), 10)


def null_view() -> float:
    """Return the CPU time of a Flask view that does nothing, called as WSGI, in milliseconds."""
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: "")
    environ = create_environ("/", "http://localhost")
    return _median(lambda: list(app.wsgi_app(dict(environ), lambda *_: print)), 500)


def _median(act: Callable[[], object], times: int) -> float:
    spent = []
    for _ in range(times):
        before = time.process_time()
        act()
        spent.append(time.process_time() - before)
    return statistics.median(spent) * 1000
