#!/usr/bin/env python3
"""An SMTP server for tests that keeps every mail in memory and delivers none. Listens on loopback only.

    smtp_sink.py [--port 0] [--http-port 0] [--log FILE] [--user NAME --password SECRET]

Port 0 takes a free one. The first line on stdout names them: {"smtp": 40001, "http": 40002}.
With --log every mail is also appended to FILE as one line of JSON. With --user mail is taken only after AUTH.

The local part of a recipient decides what happens: `temp-fail` and `perm-fail` are refused with 451 and 550,
`temp-fail-data` and `perm-fail-data` likewise after the text was sent, `drop-data` gets the connection closed instead of
the answer although the mail was kept. Everyone else receives. A `+tag` in the local part means nothing.

    GET /mails      all mails, oldest first
    DELETE /mails   forget them

A mail is {from, to: [..], subject, text, html, message_id, headers: {lower-case name: value}, tls, user}.
"""

import argparse
import asyncio
import email
import email.policy
import functools
import json
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

REFUSED = {
    "temp-fail": "451 4.3.0 Try again later",
    "perm-fail": "550 5.1.1 No such mailbox",
    "temp-fail-data": "451 4.3.0 Try again later",
    "perm-fail-data": "554 5.7.1 Refused",
}


class Mails:
    """What was received, shared by the SMTP and the HTTP thread."""

    def __init__(self, log):
        self._lock = threading.Lock()
        self._mails = []
        self._log = log

    def add(self, mail):
        with self._lock:
            self._mails.append(mail)
            if self._log:
                self._log.write(json.dumps(mail) + "\n")
                self._log.flush()

    def all(self):
        with self._lock:
            return list(self._mails)

    def clear(self):
        with self._lock:
            self._mails.clear()


def local_part(address):
    return address.rpartition("@")[0].partition("+")[0]


class Handler:
    """The answers to RCPT and DATA."""

    def __init__(self, mails):
        self._mails = mails

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        answer = REFUSED.get(local_part(address))
        if answer and not local_part(address).endswith("-data"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        local_parts = [local_part(address) for address in envelope.rcpt_tos]
        for part in local_parts:
            if part in REFUSED:
                return REFUSED[part]
        self._mails.add(as_json(session, envelope))
        if "drop-data" in local_parts:
            server.transport.close()
        return "250 2.0.0 Kept"


def as_json(session, envelope):
    message = email.message_from_bytes(envelope.content, policy=email.policy.SMTP)

    def body(kind):
        part = message.get_body((kind,))
        return part.get_content() if part else None

    return {
        "from": envelope.mail_from,
        "to": envelope.rcpt_tos,
        "subject": str(message["subject"] or ""),
        "text": body("plain"),
        "html": body("html"),
        "message_id": message["message-id"],
        "headers": {name.lower(): str(value) for name, value in message.items()},
        "tls": session.ssl is not None,
        "user": session.auth_data.login.decode() if session.auth_data else None,
    }


def http_server(port, mails):
    class Requests(BaseHTTPRequestHandler):
        """GET and DELETE of /mails."""

        def do_GET(self):
            self._answer(200, mails.all()) if self.path == "/mails" else self._answer(404, {"error": "not found"})

        def do_DELETE(self):
            if self.path != "/mails":
                return self._answer(404, {"error": "not found"})
            mails.clear()
            self._answer(200, [])

        def _answer(self, status, value):
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    return ThreadingHTTPServer(("127.0.0.1", port), Requests)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--http-port", type=int, default=0)
    parser.add_argument("--log", type=argparse.FileType("a"))
    parser.add_argument("--user")
    parser.add_argument("--password")
    options = parser.parse_args()

    def authenticate(server, session, envelope, mechanism, data):
        known = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == (
            options.user,
            options.password,
        )
        return AuthResult(success=known, auth_data=data)

    mails = Mails(options.log)
    session = functools.partial(
        SMTP,
        Handler(mails),
        enable_SMTPUTF8=True,
        authenticator=authenticate if options.user else None,
        auth_required=bool(options.user),
        auth_require_tls=False,
    )
    http = http_server(options.http_port, mails)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    asyncio.run(serve(session, options.port, http.server_address[1]))


async def serve(session, port, http_port):
    """Serves SMTP until SIGTERM."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, "127.0.0.1", port)
    print(json.dumps({"smtp": server.sockets[0].getsockname()[1], "http": http_port}), flush=True)
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGINT, stop.set)
    await stop.wait()


if __name__ == "__main__":
    main()
