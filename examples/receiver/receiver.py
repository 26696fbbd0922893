"""A receiver of triggers to run on your own machine: it starts no call, and says what it got.

    python receiver.py [PORT]

It takes POST at /outbound with `Authorization: Bearer local-token`, or whatever RECEIVER_TOKEN is
set to, and a JSON object with a phone number. It shows what a receiver does with a dry run: it
checks everything as ever, and starts no call.
"""

from __future__ import annotations

import hmac
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = os.environ.get("RECEIVER_TOKEN", "local-token")
LONGEST = 1024 * 1024


class Receiver(BaseHTTPRequestHandler):
    """Answers one trigger as a voice service would."""

    def do_POST(self) -> None:
        """Check path, credential, type and body, in this order."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LONGEST))
        credential = self.headers.get("Authorization", "")
        if self.path != "/outbound":
            self.answer(404, "no such path")
        elif not hmac.compare_digest(credential.encode(), f"Bearer {TOKEN}".encode()):
            self.answer(401, "the credential is not known")
        elif self.headers.get_content_type() != "application/json":
            self.answer(415, "JSON is expected")
        else:
            self.trigger(body)

    def trigger(self, body: bytes) -> None:
        """Start the call, if it is not a dry run."""
        try:
            number = json.loads(body)["phone_number"]
        except (ValueError, LookupError, TypeError):
            self.answer(422, "phone_number is missing")
            return
        if self.headers.get("X-Outbound-Lint-Probe") == "dry-run":
            self.answer(202, f"dry run: {number} is not called")
        else:
            self.answer(202, f"here the call to {number} would start")

    def answer(self, status: int, what: str) -> None:
        """Send what happened as JSON."""
        data = json.dumps({"detail": what}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def main() -> None:
    """Listen on this machine only."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
    with ThreadingHTTPServer(("127.0.0.1", port), Receiver) as server:
        print(f"Listening at http://127.0.0.1:{server.server_port}/outbound", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("Stopped.")


if __name__ == "__main__":
    main()
