"""A receiver with FastAPI, as its tutorial writes one."""

from typing import Annotated

from fastapi import Depends, FastAPI, Form
from fastapi.security import APIKeyHeader, HTTPBearer
from pydantic import BaseModel

app = FastAPI()


class Call(BaseModel):
    phone_number: str
    agent_id: int


@app.post("/calls/")
def with_slash(call: Call) -> Call:
    return call


@app.post("/calls/validated")
def validated(call: Call) -> Call:
    return call


@app.post("/calls/bearer", dependencies=[Depends(HTTPBearer())])
def bearer(call: Call) -> Call:
    return call


@app.post("/calls/api-key", dependencies=[Depends(APIKeyHeader(name="X-API-Key"))])
def api_key(call: Call) -> Call:
    return call


@app.post("/calls/form")
def form(phone_number: Annotated[str, Form()]) -> str:
    return phone_number


@app.get("/calls/status")
def status() -> str:
    return "ready"
