"""A webhook for your own machine that accepts triggers and starts no calls.

    python receiver.py [PORT]

It accepts POST requests at /outbound with `Authorization: Bearer local-token` (set RECEIVER_TOKEN
to change the token) and a JSON object with a phone number. It also shows how to handle a dry run:
check the request as usual, and start no call.
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
    """Handles one trigger as a voice service would."""

    def do_POST(self) -> None:
        """Check path, credential, media type and body, in this order."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), LONGEST))
        credential = self.headers.get("Authorization", "")
        if self.path != "/outbound":
            self.respond(404, "not found")
        elif not hmac.compare_digest(credential.encode(), f"Bearer {TOKEN}".encode()):
            self.respond(401, "invalid credential")
        elif self.headers.get_content_type() != "application/json":
            self.respond(415, "the body must be JSON")
        else:
            self.trigger(body)

    def trigger(self, body: bytes) -> None:
        """Start the call, unless this is a dry run."""
        try:
            number = json.loads(body)["phone_number"]
        except (ValueError, LookupError, TypeError):
            self.respond(422, "phone_number is missing")
            return
        if self.headers.get("X-Outbound-Lint-Probe") == "dry-run":
            self.respond(202, f"dry run: no call to {number}")
        else:
            self.respond(202, f"a real receiver would now call {number}")

    def respond(self, status: int, detail: str) -> None:
        """Send a JSON response."""
        data = json.dumps({"detail": detail}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def main() -> None:
    """Listen on the loopback interface only."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
    with ThreadingHTTPServer(("127.0.0.1", port), Receiver) as server:
        print(f"Listening at http://127.0.0.1:{server.server_port}/outbound", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print("Stopped.")


if __name__ == "__main__":
    main()
