"""A stand-in for the list of agents of the platform's API.

It follows what is public about it: `GET /v1/agents` with `page_size` from 1 to 100 and the opaque
`page_token` of the response before, the header `X-API-Key`, `{"agents": [...], "next_page_token":
null}`, and errors as `{"error": {"code": ..., "message": ..., "details": []}}`
(github.com/coval-ai/coval-examples, python-sdk).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.probe.receiver import Line, Receiver

KEY = "cvl_" + "4f9a7c21d8e35b60"
TOKEN = "8f14e45fceea167a" + "5a36dedd4bea2543"


def agent(name: str, **changes: Any) -> dict[str, Any]:
    """Return an outbound voice agent with all members of the API."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
    made = {
        "id": "gk3jK9mPq2xRt5vW8yZaBc",
        "customer_agent_id": "gk3jK9mPq2xRt5vW8yZaBc",
        "display_name": name,
        "model_type": "MODEL_TYPE_OUTBOUND_VOICE",
        "phone_number": None,
        "endpoint": "https://voice.acme.dev/outbound",
        "prompt": "You test a voice agent.",
        "language": "en",
        "attributes": None,
        "metadata": {
            "trigger_call_headers": json.dumps(headers),
            "phone_number_key": "to",
            "trigger_call_payload": '{"campaign_id": "summer2024", "retries": 2}',
            "other": 1,
        },
        "workflows": {},
        "metric_ids": [],
        "test_set_ids": [],
        "knowledge_base_ids": [],
        "tags": [],
        "create_time": "2026-03-02T09:15:00Z",
        "update_time": None,
    }
    metadata = changes.pop("metadata", {})
    return {**made, **changes, "metadata": {**made["metadata"], **metadata}}  # type: ignore[dict-item]


INBOUND = {"id": "x", "display_name": "Front desk", "model_type": "MODEL_TYPE_VOICE"}


class Platform:
    """The API with some agents.

    Attributes:
        port: The port.
        agents: The agents.
        page_size: How many are on a page at most.
        requests: The head of each request.
    """

    def __init__(self) -> None:
        self.port = 0
        self.agents: list[dict[str, Any]] = [agent("support"), INBOUND]
        self.page_size = 100
        self.requests: list[str] = []

    def serve(self, _receiver: Receiver, line: Line) -> None:
        """Respond to one request; a script of a receiver."""
        head = read_head(line)
        self.requests.append(head)
        line.sendall(self._response(head))

    def _response(self, head: str) -> bytes:
        method, target, _ = head.split("\r\n", maxsplit=1)[0].split(" ")
        url = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if f"x-api-key: {KEY}" not in head.replace("X-API-Key", "x-api-key"):
            return error(401, "UNAUTHENTICATED")
        if (method, url.path) != ("GET", "/v1/agents"):
            return error(404, "NOT_FOUND")
        size = int(query["page_size"])
        if not 1 <= size <= 100:
            return error(400, "INVALID_ARGUMENT")
        size = min(size, self.page_size)
        start = int(query.get("page_token", "at/0").removeprefix("at/"))
        end = start + size
        token = f"at/{end}" if end < len(self.agents) else None
        return reply({"agents": self.agents[start:end], "next_page_token": token})


def read_head(line: Line) -> str:
    """Read a request, which has no body."""
    data = b""
    while not data.endswith(b"\r\n\r\n"):
        more = line.recv(65536)
        if not more:
            break
        data += more
    return data.decode()


def reply(value: object, status: int = 200) -> bytes:
    """Return a response with JSON."""
    body = json.dumps(value).encode()
    head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + body


def error(status: int, code: str) -> bytes:
    """Return an error; its message repeats the key, as an unwise server may."""
    message = f"refused {KEY}"
    return reply({"error": {"code": code, "message": message, "details": []}}, status)
