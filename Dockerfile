# The server over HTTP, for one list mounted at /list. docs/deploy.md has the commands.
FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /app \
 && /app/bin/pip install --no-cache-dir . \
 && /app/bin/python -m compileall -q /app/lib

FROM python:3.12-slim
# git answers what a list's history says; nothing else is needed beside Python.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --create-home --shell /usr/sbin/nologin llmsys
COPY --from=build /app /app
USER 10001
ENV PATH=/app/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    LLMSYS_MCP_HOST=0.0.0.0 \
    LLMSYS_MCP_INDEX_DIR=memory \
    LLMSYS_MCP_LIST=/list \
    LLMSYS_MCP_LOG_FORMAT=json
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["python", "-c", \
  "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["llmsys-mcp"]
CMD ["serve", "--http"]
