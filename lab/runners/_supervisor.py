"""The process that all services are forked from, and that stays to watch them.

Single-threaded, so that it can fork at any time. It has imported what services share; it restarts nothing by itself.
"""

import gc
import os
import selectors
import signal
import socket
import time
import traceback
from typing import Any

from lab import host
from lab.cast import Cast
from lab.planted import digest
from lab.runners import _channel, _child
from lab.runners._child import Child
from lab.runners._logs import log_of
from lab.topology import SERVICES, Lab

_PATIENCE = 4.0


class Supervisor:
    """Holds the services of one lab."""

    def __init__(self, lab: Lab, cast: Cast, claim: int) -> None:
        """claim: the right to run the lab, given back when this process ends."""
        self._lab, self._cast, self._claim = lab, cast, claim
        self._listener = _channel.Listener(lab.state, lab.environment, digest(cast))
        self._lifeline, self._life = os.pipe()
        self._woken, self._waker = socket.socketpair()
        self._children: dict[str, Child] = {}
        self._ending = False

    def start_all(self) -> None:
        """Fork every service in the order of the topology, each as soon as its modules are there."""
        for service in SERVICES:
            host.preload(service.name)
            # What is imported stays: not looked at again, its memory remains shared with the services.
            gc.freeze()
            self._fork(service.name)

    def watch(self) -> None:
        """Answer verbs and notice ends until told to go down; then end every service."""
        self._listen_to_signals()
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener.socket, selectors.EVENT_READ, self._answer)
            selector.register(self._woken, selectors.EVENT_READ, lambda: self._woken.recv(4096))
            while not self._ending:
                for key, _ in selector.select():
                    key.data()
                for child in self._children.values():
                    child.poll()
        self._end(list(self._children.values()))

    def _listen_to_signals(self) -> None:
        self._waker.setblocking(False)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: setattr(self, "_ending", True))

    def _answer(self) -> None:
        if call := self._listener.accept():
            try:
                call.answer(self._do(call.verb, call.service))
            except Exception:
                traceback.print_exc()
                call.answer({"error": "failed; see supervisor.log"})

    def _do(self, verb: str, service: str) -> Any:
        if verb == "down":
            self._ending = True
            self._end(list(self._children.values()))
        elif verb == "stop":
            self._end([self._children[service]])
        elif verb == "start" and self._children[service].poll():
            self._fork(service)
        return {"services": [self._describe(child) for child in self._children.values()]}

    def _fork(self, service: str) -> None:
        run, log = (lambda: self._serve(service)), log_of(self._lab, service)
        self._children[service] = _child.fork(service, run, log, self._release)

    def _serve(self, service: str) -> None:
        """Be a service, in a process forked from this one: it ends when this one does, its workers when it does."""
        lifeline, life = os.pipe()

        def started() -> None:
            os.close(life)
            # Not SIGTERM: a worker's server does not survive a second one while it handles the first.
            _child.end_with(lifeline, signal.SIGKILL)

        gc.enable()
        _child.end_with(self._lifeline, signal.SIGTERM)
        host.serve(host.Host(service, self._lab, self._cast), self._lab.address_of(service), started)

    def _release(self) -> None:
        """Close what the supervisor alone may hold, in a process forked from it."""
        for end in (self._listener.socket, self._woken, self._waker):
            end.close()
        os.close(self._claim)
        os.close(self._life)

    def _describe(self, child: Child) -> dict[str, Any]:
        child.poll()
        seconds = time.monotonic() - child.since
        return {
            "name": child.service,
            "pid": child.pid,
            "seconds": seconds,
            "told": child.told,
            "code": child.code,
            "why": child.why,
        }

    def _end(self, children: list[Child]) -> None:
        """Ask processes to end; after a few seconds, make them."""
        for child in children:
            child.poll()
            child.terminate()
        limit = time.monotonic() + _PATIENCE
        while not all(child.poll() for child in children):
            if time.monotonic() > limit:
                for child in children:
                    child.kill()
            time.sleep(0.005)
