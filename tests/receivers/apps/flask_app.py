"""A receiver with Flask, on the server of `flask run`."""

from flask import Flask, Response, redirect, request, url_for

app = Flask(__name__)


@app.post("/calls/")
def with_slash() -> dict[str, str]:
    return request.get_json()


@app.post("/calls/json")
def json() -> dict[str, str]:
    return request.get_json()


@app.post("/calls/form")
def form() -> str:
    return request.form["phone_number"]


@app.post("/calls/crash")
def crash() -> str:
    return request.get_json()["customer"]["name"]


@app.get("/calls/status")
def status() -> str:
    return "ready"


@app.post("/dashboard/calls")
def dashboard() -> Response:
    return redirect(url_for("login", next=request.path))


@app.get("/login")
def login() -> str:
    return "<form></form>"
