"""The project's own server with the tools, resources and prompts that the conformance suite names.

`python tests/conformance/fixtures.py LIST PORT` serves it through the same application factory as
`llmsys-mcp serve --http`: same guards, same limits, same transport. Only the fixtures are added.
"""

import base64
import struct
import sys
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import uvicorn
from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.prompts import Prompt
from mcp.shared.exceptions import MCPError
from mcp.types import (
    MISSING_REQUIRED_CLIENT_CAPABILITY,
    AudioContent,
    ContentBlock,
    CreateMessageRequest,
    CreateMessageRequestParams,
    ElicitRequest,
    ElicitRequestFormParams,
    EmbeddedResource,
    ImageContent,
    InputRequest,
    InputRequiredResult,
    ListRootsRequest,
    SamplingMessage,
    TextContent,
    TextResourceContents,
)

from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.http.asgi import Readiness, assemble
from llmsys_mcp.faces.http.run import configuration, listen, url_of
from llmsys_mcp.faces.http.settings import HttpSettings
from llmsys_mcp.faces.http.stop import Stop
from llmsys_mcp.faces.observe import Meter, set_up_logging
from llmsys_mcp.faces.server import build_server
from llmsys_mcp.faces.settings import Settings


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    + _chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00"))
    + _chunk(b"IEND", b"")
)
"""One red pixel."""
WAV = struct.pack(
    "<4sI4s4sIHHIIHH4sI", b"RIFF", 36, b"WAVE", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8, b"data", 0
)
"""No sample at all, in its frame."""


def text(words: str) -> TextContent:
    return TextContent(type="text", text=words)


def image() -> ImageContent:
    return ImageContent(type="image", data=base64.b64encode(PNG).decode(), mime_type="image/png")


def embedded(uri: str, words: str, kind: str = "text/plain") -> EmbeddedResource:
    return EmbeddedResource(
        type="resource", resource=TextResourceContents(uri=uri, mime_type=kind, text=words)
    )


def ask_user(message: str, field: str, kind: str = "string") -> ElicitRequest:
    schema = {"type": "object", "properties": {field: {"type": kind}}, "required": [field]}
    return ElicitRequest(params=ElicitRequestFormParams(message=message, requested_schema=schema))


def ask_model(words: str) -> CreateMessageRequest:
    message = SamplingMessage(role="user", content=text(words))
    return CreateMessageRequest(
        params=CreateMessageRequestParams(messages=[message], max_tokens=100)
    )


def needs(state: str | None = None, **requests: InputRequest) -> InputRequiredResult:
    return InputRequiredResult(input_requests=requests, request_state=state)


def plain_tools(server: MCPServer) -> None:
    """Tools that only answer."""

    @server.tool(description="Text.")
    async def test_simple_text() -> str:
        return "This is a simple text response for testing."

    @server.tool(description="An image.", structured_output=False)
    async def test_image_content() -> ImageContent:
        return image()

    @server.tool(description="A sound.", structured_output=False)
    async def test_audio_content() -> AudioContent:
        data = base64.b64encode(WAV).decode()
        return AudioContent(type="audio", data=data, mime_type="audio/wav")

    @server.tool(description="A resource.", structured_output=False)
    async def test_embedded_resource() -> EmbeddedResource:
        return embedded("test://embedded-resource", "This is an embedded resource content.")

    @server.tool(description="Several.", structured_output=False)
    async def test_multiple_content_types() -> list[ContentBlock]:
        data = '{"test":"data","value":123}'
        mixed = embedded("test://mixed-content-resource", data, "application/json")
        return [text("Multiple content types test:"), image(), mixed]

    @server.tool(description="Fails.")
    async def test_error_handling() -> str:
        raise ToolError("This tool intentionally returns an error for testing")

    @server.tool(description="Tells how far it is.")
    async def test_tool_with_progress(ctx: Context) -> str:
        for percent in (0, 50, 100):
            await ctx.report_progress(percent, 100, f"{percent} %")
            await anyio.sleep(0.05)
        return "done"

    @server.tool(description="Would log, were it asked to.")
    async def test_logging_tool() -> str:
        return "nothing was logged"

    @server.tool(description="Changes the tools.")
    async def test_trigger_tool_change(ctx: Context) -> str:
        await ctx.notify_tools_changed()
        return "told"

    @server.tool(description="Changes the prompts.")
    async def test_trigger_prompt_change(ctx: Context) -> str:
        await ctx.notify_prompts_changed()
        return "told"


def asking_tools(server: MCPServer) -> None:
    """Tools that need something of the client before they answer (newer protocol)."""

    @server.tool(description="Needs a model.")
    async def test_missing_capability(ctx: Context) -> str:
        declared = ctx.client_capabilities
        if declared is None or declared.sampling is None:
            needed = {"requiredCapabilities": {"sampling": {}}}
            raise MCPError(MISSING_REQUIRED_CLIENT_CAPABILITY, "sampling is needed", needed)
        return "has it"

    @server.tool(description="Asks a name.", structured_output=False)
    async def test_input_required_result_elicitation(ctx: Context) -> Any:
        given = (ctx.input_responses or {}).get("user_name")
        if given is None:
            return needs(user_name=ask_user("What is your name?", "name"))
        return f"Hello, {(given.content or {}).get('name')}!"

    @server.tool(description="Asks, as a stream would.", structured_output=False)
    async def test_streaming_elicitation(ctx: Context) -> Any:
        if not ctx.input_responses:
            return needs(answer=ask_user("Go on?", "answer"))
        return "went on"

    @server.tool(description="Asks a model.", structured_output=False)
    async def test_input_required_result_sampling(ctx: Context) -> Any:
        if not ctx.input_responses:
            return needs(capital_question=ask_model("What is the capital of France?"))
        return "The model answered."

    @server.tool(description="Asks for roots.", structured_output=False)
    async def test_input_required_result_list_roots(ctx: Context) -> Any:
        if not ctx.input_responses:
            return needs(client_roots=ListRootsRequest())
        return "The roots were given."

    @server.tool(description="Remembers.", structured_output=False)
    async def test_input_required_result_request_state(ctx: Context) -> Any:
        if ctx.request_state is None:
            return needs("asked", confirm=ask_user("Please confirm", "ok", "boolean"))
        return "state-ok" if ctx.request_state == "asked" else "state lost"

    @server.tool(description="Remembers and is deceived.", structured_output=False)
    async def test_input_required_result_tampered_state(ctx: Context) -> Any:
        if ctx.request_state is None:
            return needs("asked", confirm=ask_user("Please confirm", "ok", "boolean"))
        return "done"

    @server.tool(description="Asks all there are.", structured_output=False)
    async def test_input_required_result_multiple_inputs(ctx: Context) -> Any:
        wanted: dict[str, InputRequest] = {
            "user_name": ask_user("What is your name?", "name"),
            "greeting": ask_model("Write a greeting"),
            "client_roots": ListRootsRequest(),
        }
        if not wanted.keys() <= (ctx.input_responses or {}).keys():
            return needs("asked", **wanted)
        return "All were given."

    @server.tool(description="Asks twice.", structured_output=False)
    async def test_input_required_result_multi_round(ctx: Context) -> Any:
        match ctx.request_state:
            case None:
                return needs("one", step1=ask_user("Step 1: What is your name?", "name"))
            case "one":
                return needs("two", step2=ask_user("Step 2: What is your colour?", "color"))
        return "Both were given."

    @server.tool(description="Asks what the client can do.", structured_output=False)
    async def test_input_required_result_capabilities(ctx: Context) -> Any:
        declared = ctx.client_capabilities
        wanted: dict[str, InputRequest] = {}
        if declared is not None and declared.sampling is not None:
            wanted["model"] = ask_model("Say something")
        if declared is not None and declared.elicitation is not None:
            wanted["user"] = ask_user("Say something", "words")
        return needs(**wanted) if wanted and not ctx.input_responses else "done"


def tools_with_schemas(server: MCPServer) -> None:
    """Tools whose schemas no function could have."""

    @server.tool(description="A value that is a header too.")
    async def test_headers(region: str, query: str = "") -> str:
        return f"{region} {query}"

    @server.tool(description="A schema with everything.", structured_output=False)
    async def json_schema_2020_12_tool(name: str = "") -> str:
        return name

    tools = server._tool_manager  # its schemas are what the suite looks at
    tools.get_tool("test_headers").parameters["properties"]["region"]["x-mcp-header"] = "Region"
    tools.get_tool("json_schema_2020_12_tool").parameters = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": {
            "address": {
                "$anchor": "addressDef",
                "type": "object",
                "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
            }
        },
        "properties": {
            "name": {"type": "string"},
            "address": {"$ref": "#/$defs/address"},
            "contactMethod": {"type": "string", "enum": ["phone", "email"]},
            "phone": {"type": "string"},
            "email": {"type": "string"},
        },
        "allOf": [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}],
        "if": {"properties": {"contactMethod": {"const": "phone"}}, "required": ["contactMethod"]},
        "then": {"required": ["phone"]},
        "else": {"required": ["email"]},
        "additionalProperties": False,
    }


def resources(server: MCPServer) -> None:
    """Resources of the suite."""

    @server.resource("test://static-text", description="A text.", mime_type="text/plain")
    async def static_text() -> str:
        return "This is the content of the static text resource."

    @server.resource("test://static-binary", description="An image.", mime_type="image/png")
    async def static_binary() -> bytes:
        return PNG

    @server.resource(
        "test://template/{id}/data", description="A template.", mime_type="application/json"
    )
    async def template(id: str) -> str:  # noqa: A002 -- the suite's name
        return f'{{"id":"{id}","templateTest":true,"data":"Data for ID: {id}"}}'

    @server.resource("test://watched-resource", description="A text.", mime_type="text/plain")
    async def watched() -> str:
        return "Watched resource content"


def prompts(server: MCPServer) -> None:
    """Prompts of the suite."""

    def add(function: Any, description: str) -> None:
        server.add_prompt(Prompt.from_function(function, description=description))

    def user(content: ContentBlock) -> dict[str, Any]:
        return {"role": "user", "content": content}

    def test_simple_prompt() -> list[Any]:
        return [user(text("This is a simple prompt for testing."))]

    def test_prompt_with_arguments(arg1: str, arg2: str) -> list[Any]:
        return [user(text(f"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"))]

    def test_prompt_with_embedded_resource(resourceUri: str) -> list[Any]:  # noqa: N803 -- theirs
        return [
            user(embedded(resourceUri, "Embedded resource content for testing.")),
            user(text("Please process the embedded resource above.")),
        ]

    def test_prompt_with_image() -> list[Any]:
        return [user(image()), user(text("Please analyze the image above."))]

    def test_input_required_result_prompt(ctx: Context) -> Any:
        if not ctx.input_responses:
            question = "What context should the prompt use?"
            return needs(user_context=ask_user(question, "context"))
        return [user(text("With the context given."))]

    add(test_simple_prompt, "A text.")
    add(test_prompt_with_arguments, "Two arguments.")
    add(test_prompt_with_embedded_resource, "A resource.")
    add(test_prompt_with_image, "An image.")
    add(test_input_required_result_prompt, "Asks first.")


def serve(folder: Path, port: int) -> None:
    """Serve the list in `folder`, and the fixtures, on the loopback."""
    set_up_logging("WARNING", "text")
    catalog = open_catalog(Settings(list_path=str(folder), index_dir="memory"), folder)
    server = build_server(catalog, sessions=False)
    for add in (plain_tools, asking_tools, tools_with_schemas, resources, prompts):
        add(server)
    listener = listen("127.0.0.1", port)
    http = replace(HttpSettings(), port=listener.getsockname()[1])
    app = assemble(server, http, Readiness(catalog), Meter(), Stop())
    print(f"Serving on {url_of(http)}", file=sys.stderr, flush=True)  # noqa: T201 -- as `serve` does
    uvicorn.Server(configuration(lambda: app)).run([listener])


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
