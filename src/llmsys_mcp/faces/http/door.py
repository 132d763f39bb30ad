"""The door: who shows a token that counts comes in, and others learn whose they need."""

from urllib.parse import urlsplit

from mcp.server.auth.middleware.auth_context import AuthContextMiddleware
from mcp.server.auth.middleware.bearer_auth import BearerAuthBackend, RequireAuthMiddleware
from mcp.server.auth.provider import AccessToken, TokenVerifier
from mcp.server.auth.routes import build_resource_metadata_url
from pydantic import AnyHttpUrl
from starlette.authentication import AuthenticationError
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from llmsys_mcp.faces.http.guard import busy
from llmsys_mcp.faces.http.oauth import JwtVerifier
from llmsys_mcp.faces.http.settings import HttpSettings
from llmsys_mcp.faces.http.tokens import READ, SCOPES, StaticTokens


class EitherVerifier:
    """Verifies static tokens first, then those of an issuer."""

    def __init__(self, verifiers: list[TokenVerifier]) -> None:
        self._verifiers = verifiers

    async def verify_token(self, token: str) -> AccessToken | None:
        """The access a token gives, None for none."""
        for verifier in self._verifiers:
            if (access := await verifier.verify_token(token)) is not None:
                return access
        return None


class Door:
    """Who may pass to an application: whoever shows a token with the scope `read`, or anyone."""

    def __init__(self, http: HttpSettings) -> None:
        resource = http.oauth.audience if http.oauth else None
        self._required = http.authenticated
        self._resource = AnyHttpUrl(resource) if resource else None
        verifiers: list[TokenVerifier] = []
        if http.grants:
            verifiers.append(StaticTokens(http.grants, resource))
        if http.oauth:
            verifiers.append(JwtVerifier(http.oauth))
        self._backend = BearerAuthBackend(
            EitherVerifier(verifiers), resource_server_url=self._resource
        )

    def before(self, app: ASGIApp) -> ASGIApp:
        """`app`, with this door before it."""
        if not self._required:
            return app
        metadata = build_resource_metadata_url(self._resource) if self._resource else None
        guarded = RequireAuthMiddleware(AuthContextMiddleware(app), [READ], metadata)
        return AuthenticationMiddleware(guarded, backend=self._backend, on_error=_issuer_is_away)

    def metadata_routes(self, http: HttpSettings) -> list[Route]:
        """Where a client learns whose token it needs (RFC 9728)."""
        if self._resource is None or http.oauth is None:
            return []
        # As they were given, to the letter: both are compared as texts (RFC 9728 3.3, 8414 3.3).
        told = {
            "resource": http.oauth.audience,
            "authorization_servers": [http.oauth.issuer],
            "scopes_supported": list(SCOPES),
            "bearer_methods_supported": ["header"],
        }

        async def metadata(_: Request) -> Response:
            return JSONResponse(told, headers={"cache-control": "public, max-age=3600"})

        path = urlsplit(str(build_resource_metadata_url(self._resource))).path
        return [Route(path, metadata, methods=["GET"])]


def _issuer_is_away(_: HTTPConnection, __: AuthenticationError) -> Response:
    return busy("the keys of the token issuer cannot be had.")
