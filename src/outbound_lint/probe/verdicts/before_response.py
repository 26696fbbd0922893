"""The messages and hints of outcomes before there is a response, in the order of a probe."""

from __future__ import annotations

from typing import NamedTuple

from outbound_lint.probe.outcomes import Name

TRY_PROXY = "try `--probe-use-proxy`"
TRY_WITHOUT_EXCEPTION = "remove the host from `NO_PROXY`"
"""Instead of `TRY_PROXY` in the hints for hosts that `NO_PROXY` names."""

FIREWALL = (
    "a firewall may allow the platform's addresses only, or this machine may need its proxy: "
    f"{TRY_PROXY}."
)
BEHIND_PROXY = "a firewall may allow the platform's addresses only, and not that of the proxy."
"""Instead of `FIREWALL` in the hints for probes through a proxy."""

_CHECK_HOST = f"Check the host. If it is correct, {FIREWALL}"
_CHECK_PORT = f"Check the host and the port. If they are correct, {FIREWALL}"
_CHECK_PROXY = "Check `HTTPS_PROXY`, and whether the proxy works."
_HTTPS_PORT = "Check the port: HTTPS usually uses 443."
_RESPOND_FIRST = (
    "Respond as soon as the trigger is accepted, and place the call afterwards. If the service "
    "starts on the first request, keep an instance running."
)
READ_LOG = "Look for the time of the probe in the receiver's log."

_BLOCKED = "this host resolves to {blocked} from this machine: the probe did not connect"
_REFUSED = "seen from this machine: the platform would refuse to connect"
_UNREADABLE = "to a request from this machine: the platform can't read the response"
RESPONSE = "the receiver responded with {status} to a request from this machine"


class Text(NamedTuple):
    """A message and a hint, in which `{status}` and the like are filled."""

    message: str
    hint: str


TEXTS: dict[Name, dict[str | None, Text]] = {
    "probe-blocked": {
        "private": Text(
            _BLOCKED,
            "Correct the DNS records of the host. For a receiver in your own network, use "
            "`--probe-allow-host {authority}`.",
        ),
        "special": Text(
            _BLOCKED,
            "Correct the DNS records of the host. No option makes the probe connect to such an "
            "address.",
        ),
        "rewritten": Text(
            f"{_BLOCKED}, because the network of this machine seems to rewrite host names",
            "Probe from a network without a VPN or DNS64 that replaces addresses. If this machine "
            f"has a proxy, {TRY_PROXY}.",
        ),
    },
    "probe-dns": {
        "no-address": Text(
            "this host name does not resolve from this machine: the platform can't connect to a "
            "host without an address",
            _CHECK_HOST,
        ),
        "no-name-server": Text(
            "this host name was not resolved: this machine can't reach a name server, or the name "
            "server failed",
            "Check the network and the DNS settings of this machine, and probe again. If this "
            f"machine needs its proxy, {TRY_PROXY}.",
        ),
        "limit": Text(
            "this host name was not resolved {within} from this machine: the name server did not "
            "respond",
            _CHECK_HOST,
        ),
    },
    "probe-connect": {
        "limit": Text(
            "this host did not accept a connection from this machine {within}", _CHECK_PORT
        ),
        "refused": Text(
            "the connection from this machine was refused: nothing listens on this host and port",
            _CHECK_PORT,
        ),
        "unreachable": Text(
            "this host can't be reached from this machine: there is no route to it", _CHECK_PORT
        ),
        "ipv6-only": Text(
            "this host has only IPv6 addresses, and this machine can't connect over IPv6: the "
            "platform may not be able to either",
            "Add an IPv4 address (an A record) to the host, or probe from a machine with IPv6.",
        ),
        "reset": Text(
            "the connection from this machine was closed before the receiver sent a byte",
            _CHECK_PORT,
        ),
        "http reset": Text(
            "the connection from this machine was closed before the receiver sent a byte: this "
            "port may expect HTTPS instead of HTTP",
            f"If the port expects HTTPS, write `https` instead of `http`. {_CHECK_PORT}",
        ),
        "open-files": Text(
            "this machine has too many open files: the probe could not open a connection",
            "Raise the limit (see `ulimit -n`), and probe again.",
        ),
    },
    "probe-proxy": {
        "no-address": Text(
            "the host name of the proxy {proxy} does not resolve from this machine", _CHECK_PROXY
        ),
        "no-name-server": Text(
            "the host name of the proxy {proxy} was not resolved: this machine can't reach a name "
            "server, or the name server failed",
            "Check the network and the DNS settings of this machine, and probe again.",
        ),
        "limit": Text(
            "the proxy {proxy} did not accept a connection from this machine {within}", _CHECK_PROXY
        ),
        "no-tunnel": Text(
            "the proxy {proxy} did not open a connection to this host {within}",
            "Check the host and the port. If they are correct, check the network of the proxy.",
        ),
        "refused": Text(
            "the proxy {proxy} refused the connection from this machine: nothing listens there",
            _CHECK_PROXY,
        ),
        "unreachable": Text("the proxy {proxy} can't be reached from this machine", _CHECK_PROXY),
        "ipv6-only": Text(
            "the proxy {proxy} has only IPv6 addresses, and this machine can't connect over IPv6",
            _CHECK_PROXY,
        ),
        "reset": Text("the proxy {proxy} reset the connection from this machine", _CHECK_PROXY),
        "cut": Text("the proxy {proxy} closed the connection without answering", _CHECK_PROXY),
        "not-http": Text(
            "the proxy {proxy} did not respond with valid HTTP: it may not be an HTTP proxy",
            _CHECK_PROXY,
        ),
        "credentials": Text(
            "the proxy {proxy} responded with {status}: it requires a user and a password, or "
            "rejected those that were sent",
            "Set them in `HTTPS_PROXY`, like `http://USER:PASSWORD@{proxy}`; percent-encode "
            "special characters. Only the scheme Basic is supported.",
        ),
        "gateway": Text(
            "the proxy {proxy} responded with {status}: it could not connect to this host",
            "Check the host and the port. If they are correct, check that the proxy can resolve "
            "and reach the host, or list the host in `NO_PROXY` to connect to it directly.",
        ),
        "denied": Text(
            "the proxy {proxy} responded with {status}: it does not open a connection to this host "
            "and port",
            "Have the proxy allow this host and port, or list the host in `NO_PROXY` to connect to "
            "it directly.",
        ),
    },
    "probe-tls": {
        "expired": Text(
            f"the receiver's certificate has expired, {_REFUSED}",
            "Renew the certificate, and reload the server so that it uses the new one.",
        ),
        "not-yet-valid": Text(
            f"the receiver's certificate is not valid yet, {_REFUSED}",
            "Check the start of its validity, and the clocks of the receiver and of this machine.",
        ),
        "wrong-name": Text(
            f"the receiver's certificate is for a different host, {_REFUSED}",
            "Use the host that the certificate is for, or request a certificate for this host.",
        ),
        "self-signed": Text(
            f"the receiver's certificate is self-signed, {_REFUSED}",
            "Use a certificate from a public authority, such as Let's Encrypt.",
        ),
        "unknown-issuer": Text(
            "the receiver's certificate is from an unknown authority, or its chain is incomplete, "
            f"{_REFUSED}",
            "Configure the server to send its intermediate certificates as well (`fullchain.pem` "
            "instead of `cert.pem`). If the authority is not a public one, use a certificate from "
            "one, such as Let's Encrypt.",
        ),
        "no-authorities": Text(
            "the receiver's certificate can't be verified: this machine has no certificate "
            "authorities, or can't read them",
            "Install the package `ca-certificates`, or use `--probe-ca-bundle FILE`.",
        ),
        "certificate": Text(
            f"the receiver's certificate can't be verified, {_REFUSED}",
            "Use a certificate from a public authority, such as Let's Encrypt.",
        ),
        "version": Text(
            f"the receiver supports only versions before TLS 1.2, {_REFUSED}",
            "Configure the server to support TLS 1.2 or 1.3.",
        ),
        "client-certificate": Text(
            "the receiver requires a client certificate (mTLS), seen from this machine: the "
            "platform sends none",
            "Configure the receiver to authenticate requests with a header instead.",
        ),
        "unknown-name": Text(
            "the receiver does not know this host name, seen from this machine: it ended the TLS "
            "handshake (unrecognized_name)",
            "Check the host, or configure the server to serve it.",
        ),
        "no-protocol": Text(
            "the receiver does not support HTTP/1.1 over TLS, seen from this machine: it may "
            "support HTTP/2 only",
            "Configure the server to support HTTP/1.1 as well.",
        ),
        "handshake": Text(
            "the TLS handshake from this machine failed: the receiver may not know this host name, "
            "or may support HTTP/2 only",
            "Look for the reason in the receiver's log, or run `openssl s_client -connect "
            "{connect} -servername {host}`.",
        ),
    },
    "probe-protocol": {
        "plain-http": Text(
            "this port serves plain HTTP, seen from this machine: the platform expects HTTPS",
            _HTTPS_PORT,
        ),
        "not-tls": Text(
            "this port does not use TLS, seen from this machine: the platform expects HTTPS",
            _HTTPS_PORT,
        ),
        "not-http": Text(
            f"the receiver responded with something other than HTTP/1.1 {_UNREADABLE}",
            "Make sure that a server for HTTP/1.1 receives the requests to this host.",
        ),
        "broken": Text(
            f"the receiver responded with invalid HTTP {_UNREADABLE}",
            "Check the headers of the response: their syntax, their size (at most 64 KiB), and the "
            "framing of the body (Content-Length, Transfer-Encoding).",
        ),
        "switch": Text(
            "the receiver responded with 101 to a request from this machine: it expects a "
            "different protocol, such as WebSocket",
            "Write the URL of the HTTP endpoint.",
        ),
        "no-response": Text(
            "the receiver closed the connection without answering a request from this machine",
            f"Make sure that it supports HTTP/1.1, and not HTTP/2 only. {READ_LOG}",
        ),
        "cut": Text(
            "the receiver closed the connection before its response to a request from this "
            "machine was complete",
            READ_LOG,
        ),
        "flood": Text(f"the receiver sent a response without end {_UNREADABLE}", READ_LOG),
        "informational": Text(
            "the receiver sent only informational responses (1xx) to a request from this machine: "
            "the platform waits for the final one",
            READ_LOG,
        ),
        "status": Text(f"{RESPONSE}: HTTP has no such status", READ_LOG),
    },
    "probe-timeout": {
        "tls": Text(
            "the TLS handshake from this machine did not complete {within}: the receiver only "
            "accepted the connection",
            _CHECK_PORT,
        ),
        "request": Text(
            "the receiver did not respond {within} to a request from this machine: the platform "
            "waits for at most 30 s",
            f"{_RESPOND_FIRST} If the receiver does that, {FIREWALL}",
        ),
        "response": Text(
            "the receiver did not complete its response {within} to a request from this machine: "
            "the platform waits for at most 30 s",
            f"{_RESPOND_FIRST} If the receiver does that, {FIREWALL}",
        ),
    },
    "probe-slow": {
        None: Text(
            "the receiver took {seconds} s to respond to a request from this machine: the platform "
            "waits for at most 30 s",
            _RESPOND_FIRST,
        ),
    },
    "probe-skipped": {
        "unsendable": Text(
            "this connection was not probed: its headers can't be sent over HTTP",
            "Fix the names and the values of the headers.",
        ),
        "unresponsive": Text(
            "this connection was not probed: this host did not respond {within} to an earlier "
            "request of this run",
            "Fix the connection with `probe-timeout` first, or probe this one alone: "
            "`--connection NAME`.",
        ),
    },
}
"""By outcome, and by its cause or stage."""
