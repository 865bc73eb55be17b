"""The console as a Flask application."""

from flask import Flask

from lab.topology import Lab


def create_app(lab: Lab) -> Flask:
    app = Flask(__name__)
    app.config["LAB"] = lab
    return app
