"""A small authorization server for tests: metadata, keys, and tokens for whoever asks."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route


@dataclass
class SigningKey:
    """A key pair with its id."""

    id: str
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def public(self) -> dict[str, Any]:
        """The public half as a JSON Web Key."""
        data = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.private.public_key()))
        return {**data, "kid": self.id, "use": "sig", "alg": "ES256"}


class AuthorizationServer:
    """Issues tokens for the resource that is asked for (RFC 8707), signed with its newest key."""

    def __init__(self, issuer: str) -> None:
        self.root = issuer
        self.start_anew()

    def start_anew(self, path: str = "") -> None:
        """Forget what happened; be the issuer at `path`."""
        self.issuer = f"{self.root}{path}"
        self.keys = [SigningKey("first")]
        self.asked: list[str] = []
        """Paths in the order in which they were asked for."""
        self.metadata_path = "/.well-known/oauth-authorization-server"
        self.documents: dict[str, str] = {}
        """What is served at a path instead of what belongs there."""
        self.published: Mapping[str, Any] | None = None
        """What is served as the key set instead of the keys."""
        self.status = 200

    def token(self, *, key: SigningKey | None = None, **claims: Any) -> str:
        """A token; a claim given as None is left out."""
        key = key or self.keys[-1]
        now = int(time.time())
        whole = {"iss": self.issuer, "sub": "someone", "iat": now, "exp": now + 300, **claims}
        return jwt.encode(
            {name: value for name, value in whole.items() if value is not None},
            key.private,
            algorithm="ES256",
            headers={"kid": key.id},
        )

    def app(self) -> Starlette:
        """The server's application."""
        return Starlette(
            routes=[
                Route("/token", self._issue, methods=["POST"]),
                Route("/moved", lambda _: RedirectResponse("/keys")),
                Route("/{path:path}", self._publish),
            ]
        )

    async def _publish(self, request: Request) -> Response:
        path = f"/{request.path_params['path']}"
        self.asked.append(path)
        if path in self.documents:
            return Response(self.documents[path])
        if path == self.metadata_path:
            return JSONResponse(
                {
                    "issuer": self.issuer,
                    "jwks_uri": f"{self.root}/keys",
                    "token_endpoint": f"{self.root}/token",
                }
            )
        if path == "/keys":
            keys = self.published or {"keys": [key.public for key in self.keys]}
            return JSONResponse(keys, self.status)
        return JSONResponse({"error": "not_found"}, 404)

    async def _issue(self, request: Request) -> Response:
        form = dict(await request.form())
        if form.get("grant_type") != "client_credentials":
            return JSONResponse({"error": "unsupported_grant_type"}, 400)
        token = self.token(aud=form["resource"], client_id=form["client_id"], scope=form["scope"])
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_in": 300})
