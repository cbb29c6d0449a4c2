"""An OpenID Connect provider of our own on loopback: a page to agree on, codes that are good once, signed tokens, and ways to cheat."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from data import clock

CLIENT, SECRET = "observatory", "of-the-observatory"


class Provider:
    """`claims` are those of whoever agrees next; `cheat` names what is wrong with the token: nothing where it is empty."""

    def __init__(self, url: str):
        self.url = url
        self.claims: dict[str, object] = {}
        self.cheat = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.seen: list[str] = []
        self.key, self.stranger = (RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2))

    def metadata(self) -> dict[str, object]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def agreed(self, asked: dict[str, str]) -> str:
        """Return the address to which whoever agreed is sent."""
        code = secrets.token_hex(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str]) -> dict[str, str] | None:
        """Return what a code is good for; None for one that is unknown, was used before, or is brought by somebody else."""
        asked = self.codes.pop(given.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
        if asked is None or proof != asked.get("code_challenge"):
            return None
        now = int(clock.now_utc().replace(tzinfo=clock.dt.UTC).timestamp())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.claims}
        return {"access_token": secrets.token_hex(8), "token_type": "Bearer", "id_token": self._signed(claims, now)}

    def _signed(self, claims: dict[str, object], now: int) -> str:
        header, key = {"alg": "RS256", "kid": "one"}, self.key
        changes: dict[str, dict[str, object]] = {
            "expired": {"iat": now - 7200, "exp": now - 3600},
            "replayed": {"nonce": "of-another-sign-in"},
            "another issuer": {"iss": "https://accounts.example"},
            "another audience": {"aud": "another-app"},
            "another audience, through ours": {"aud": "another-app", "azp": CLIENT},
        }
        if self.cheat == "another key":
            key = self.stranger
        if self.cheat == "the client's secret as key":
            header, key = {"alg": "HS256"}, OctKey.import_key(SECRET)
        signed = jwt.encode(header, {**claims, **changes.get(self.cheat, {})}, key, algorithms=["RS256", "HS256"])
        if self.cheat == "no signature":
            empty = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
            return f"{empty}.{signed.split('.')[1]}."
        if self.cheat == "changed":
            head, _, signature = signed.split(".")
            body = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "the-boss"}).encode()).rstrip(b"=").decode()
            return f"{head}.{body}.{signature}"
        return signed


@contextmanager
def providing() -> Iterator[Provider]:
    """Run a provider on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    server.provider = Provider(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.provider
    finally:
        server.shutdown()
        server.server_close()


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider, asked = self.server.provider, urlsplit(self.path)
        given = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if asked.path == "/authorize":
            return self._send(f'<a href="{provider.agreed(given)}">Agree</a>'.encode(), "text/html")
        found = {
            "/.well-known/openid-configuration": provider.metadata(),
            "/keys": KeySet([provider.key]).as_dict(private=False),
        }.get(asked.path)
        return self._send(json.dumps(found).encode(), status=200 if found else 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        token = self.server.provider.token({name: values[0] for name, values in parse_qs(body).items()})
        self._send(json.dumps(token or {"error": "invalid_grant"}).encode(), status=200 if token else 400)

    def _send(self, content: bytes, kind: str = "application/json", status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
