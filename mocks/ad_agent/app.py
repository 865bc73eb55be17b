"""The agent as a service: it works by itself, and shows how it is on one page of its own.

Nobody needs to reach it; the page is for who wonders what it does.
"""

from typing import Any

from flask import Flask, Response, jsonify
from sqlalchemy import MetaData
from werkzeug.exceptions import HTTPException

from mocks.ad_agent.agent import Agent
from mocks.ad_agent.memory import METADATA
from mocks.ad_agent.settings import Settings
from mocks.kit.artifacts import Statements, artifacts_table
from mocks.kit.runtime import Runtime
from mocks.kit.web import make_app, on_http_error


def create_app(settings: Settings, runtime: Runtime) -> Flask:
    """Make the service. Its extension `agent` begins to work when it is started, in the process that serves."""
    agent = Agent(settings, runtime)
    # It keeps nothing for requests; the table is the shape that every service's units have.
    app = make_app(__name__, runtime, Statements(artifacts_table(MetaData())))
    app.extensions["agent"] = agent
    app.add_url_rule("/", "health", lambda: _health(agent, settings))
    on_http_error(app, _error)
    return app


def _health(agent: Agent, settings: Settings) -> Response:
    shown: dict[str, Any] = {
        "name": settings.name,
        "agentId": agent.health.agent_id or None,
        "reads": settings.graph_url,
        "tells": f"{settings.okta_url}/api/v1/identity-sources/{settings.source_id}",
        "importing": agent.health.busy,
        "trouble": agent.health.trouble or None,
    }
    return jsonify(shown)


def _error(error: HTTPException) -> Response:
    return jsonify(error=error.name)


__all__ = ["METADATA", "create_app"]
