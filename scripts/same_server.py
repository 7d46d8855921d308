"""Compares the answers of two servers: every route of `/openapi.json` by its examples, its lists of values
and every level, without its optional parameters and with each of them; then scores by other weights.

Both serve the build of the first program, so that ids of the build are the same. Left out are headers that
say when, and how long a text is that names the address; of the description of the interface its wording;
of pages with the map's files all but their kind; of counters their values."""

import http.client
import itertools
import json
import re
import subprocess
import threading

#: Headers that say when, or that follow from what is left out of a text.
LEFT_OUT = {"date", "etag", "last-modified", "content-length", "expires", "age"}
#: Answers that hold the map's files, licences, or what a program counts: status and kind alone.
BY_KIND = re.compile(r"^/($|assets/|licences\.txt|style\.css|metrics|docs|recherche)")
#: Texts without an end that answers for people may hold.
WEIGHTS = [{}, {"reference": "departement"}, {"limit": 50, "sort": ["-score"]}]
#: Formats of tables, for routes that do not list theirs.
FORMATS = ["csv", "excel", "json", "parquet", "arrow", "geojson", "xlsx", "html"]


def without_version(content):
    """Bytes without what names the version of either program: both serve the build of one."""
    return re.sub(rb"ifn \d+\.\d+\.\d+", b"ifn *", content)


class Server:
    """`ifn serve` over a build."""

    def __init__(self, program, build):
        command = [program.path, "serve", "--out", build, "--listen", "127.0.0.1:0", "--no-access-log", "--no-watch"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        said = ""
        for line in self.process.stderr:
            said += line
            if found := re.search(r"http://(127\.0\.0\.1:\d+)", line):
                self.address = found[1]
                break
        else:
            raise RuntimeError(f"{program.path} does not serve:\n{said}")
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def ask(self, method, path, body=None, headers=()):
        """Status, headers, body; without what names the address or the version."""
        connection = http.client.HTTPConnection(self.address, timeout=120)
        text = None if body is None else json.dumps(body)
        more = {"content-type": "application/json"} if text else {}
        connection.request(method, path, text, {**more, **dict(headers)})
        reply = connection.getresponse()
        content = without_version(reply.read()).replace(self.address.encode(), b"HOST")
        kept = {n.lower(): v.replace(self.address, "HOST") for n, v in reply.getheaders() if n.lower() not in LEFT_OUT}
        connection.close()
        return reply.status, kept, content

    def stop(self):
        self.process.terminate()
        self.process.wait()


def resolved(api, value):
    """A part of a description, with its references followed."""
    while isinstance(value, dict) and "$ref" in value:
        target = api
        for key in value["$ref"].removeprefix("#/").split("/"):
            target = target[key]
        value = target
    return value


def values_of(api, parameter):
    """Values to try: its example, and all of a list."""
    schema = resolved(api, parameter.get("schema", {}))
    # Of a tuple, `items` is false.
    if isinstance(schema.get("items"), dict):
        schema = {**resolved(api, schema["items"]), **{k: schema[k] for k in schema if k != "items"}}
    options = [schema, *(resolved(api, s) for s in schema.get("oneOf", []) + schema.get("anyOf", []))]
    listed = [v for s in options for v in s.get("enum", []) if v is not None]
    example = parameter.get("example", schema.get("example"))
    found = ([] if example is None else [example]) + listed
    if not found and parameter["name"] == "format":
        found = FORMATS
    if not found and parameter["name"] == "limit":
        found = [3]
    if not found and schema.get("type") in ("boolean", ["boolean", "null"]):
        found = ["true"]
    return found


def written(value):
    if isinstance(value, list):
        return ",".join(map(written, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def requests(api, levels):
    """Paths with queries, of everything that can be got."""
    for path, operations in api["paths"].items():
        operation = operations.get("get")
        if not operation:
            continue
        parameters = [resolved(api, p) for p in operation.get("parameters", [])]
        in_path = [p for p in parameters if p["in"] == "path"]
        queries = [p for p in parameters if p["in"] == "query"]
        needed = [(p["name"], written((values_of(api, p) or ["1"])[0])) for p in queries if p.get("required")]
        choices = []
        for p in in_path:
            values = levels if p["name"] == "level" else values_of(api, p) or ["none"]
            choices.append([(p["name"], written(v)) for v in values])
        for place in itertools.product(*choices):
            filled = path
            for name, value in place:
                filled = filled.replace(f"{{{name}}}", value).replace(f"{{*{name}}}", value)
            plain = dict(needed)
            yield filled, plain
            for p in queries:
                for value in values_of(api, p):
                    yield filled, {**plain, p["name"]: written(value)}
            for pair in itertools.combinations([p for p in queries if p.get("example") is not None], 2):
                yield filled, {**plain, **{p["name"]: written(p["example"]) for p in pair}}


def encoded(path, query):
    from urllib.parse import quote, urlencode

    text = urlencode(query, quote_via=quote, safe=",:[]")
    return quote(path, safe="/,:") + (f"?{text}" if text else "")


def bodies(api, levels, axes):
    """Choices to be scored."""
    for level in levels:
        for more in WEIGHTS:
            yield {"level": level, **more}
        for axis in axes:
            yield {"level": level, "weights": {axis: 3}}
            for form in ("json", "csv", "parquet", "geojson", "xlsx", "arrow"):
                yield {"level": level, "weights": {axis: 0.5}, "format": form, "limit": 100}
        yield {"level": level, "zone": "departement:93", "weights": {}}
        yield {"level": level, "layout": "rows", "limit": 20}
    example = resolved(api, api["paths"].get("/api/v1/score", {}).get("post", {}).get("requestBody", {}))
    for media in example.get("content", {}).values():
        if "example" in media:
            yield media["example"]


def interface(api):
    """A description without its wording and the names of its types: routes, parameters, answers."""
    routes = {}
    for path, operations in api["paths"].items():
        for method, operation in operations.items():
            parameters = [resolved(api, p) for p in operation.get("parameters", [])]
            listed = sorted((p["in"], p["name"], bool(p.get("required")), str(values_of(api, p))) for p in parameters)
            answers = {}
            for status, answer in operation.get("responses", {}).items():
                answers[status] = sorted(resolved(api, answer).get("content", {}))
            routes[f"{method} {path}"] = (listed, answers)
    return routes


def meaning(path, answer):
    """What is compared of an answer."""
    status, headers, content = answer
    if status >= 400:
        problem = json.loads(content) if content[:1] == b"{" else {}
        return status, headers.get("content-type"), problem.get("type")
    if path.startswith("/openapi.json"):
        return status, headers, interface(json.loads(content))
    if BY_KIND.match(path):
        return status, headers.get("content-type")
    if path.startswith("/health"):
        content = {k: v for k, v in json.loads(content).items() if k not in ("version", "commit", "data")}
    return status, headers, content


def why(path, old, new, different):
    """How two answers differ; empty when they do not."""
    a, b = meaning(path, old), meaning(path, new)
    if a == b:
        return ""
    if a[0] != b[0]:
        return f"status {a[0]} and {b[0]}: {new[2][:200]!r}"
    if isinstance(a[1], dict) and a[1] != b[1]:
        names = sorted(n for n in a[1].keys() | b[1].keys() if a[1].get(n) != b[1].get(n))
        return f"headers {[(n, a[1].get(n), b[1].get(n)) for n in names]}"
    if len(a) == 3 and isinstance(a[2], dict):
        keys = sorted(k for k in a[2].keys() | b[2].keys() if a[2].get(k) != b[2].get(k))
        return "; ".join(f"{k}: {a[2].get(k)} and {b[2].get(k)}" for k in keys)[:2000]
    if len(a) == 3 and isinstance(a[2], bytes):
        kind = str(a[1].get("content-type"))
        name = {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx"}.get(kind, "")
        name = ".pmtiles" if path.endswith(".pmtiles") else name
        text = a[2].replace(b",", b",\n"), b[2].replace(b",", b",\n")
        return different(name, *(a[2:] + b[2:] if name else text))
    return f"{a} and {b}"


def compare_servers(report, programs, builds, different):
    """Asks both the same."""
    try:
        servers = [Server(programs[0], builds[0]), Server(programs[1], builds[0])]
    except RuntimeError as error:
        report.same("ifn serve", False, str(error))
        return

    def compare(method, path, body=None, headers=()):
        # What is open now may change between two answers: asked again before it counts.
        for _ in range(3):
            answers = [server.ask(method, path, body, headers) for server in servers]
            found = why(path, *answers, different)
            if not found:
                break
        report.same(f"{method} {path} {json.dumps(body) if body else ''}{dict(headers) or ''}", not found, found)

    try:
        api = json.loads(servers[0].ask("GET", "/openapi.json")[2])
        listed = json.loads(servers[0].ask("GET", "/api/v1/levels")[2])["levels"]
        levels = [level["id"] for level in listed]
        said = json.loads((builds[0] / "manifest.json").read_bytes())
        axes = [axis["id"] for axis in said["method"].get("axes", []) if "id" in axis]
        asked = set()
        for path, query in requests(api, levels):
            address = encoded(path, query)
            if address not in asked:
                asked.add(address)
                compare("GET", address)
        for path in ("/nothing", "/api/v1/scores/comune", "/api/v1/territories/commune/93O66", "/docs/", "/recherche?q=paris"):
            compare("GET", path)
        for accept in ("text/csv", "application/geo+json", "application/vnd.apache.parquet", "image/png"):
            compare("GET", f"/api/v1/scores/{levels[-1]}", headers=[("accept", accept)])
        for coding in ("gzip", "br", "zstd"):
            compare("GET", f"/api/v1/scores/{levels[-1]}", headers=[("accept-encoding", coding)])
        for body in bodies(api, levels, axes):
            compare("POST", "/api/v1/score", body)
        for file in json.loads(servers[0].ask("GET", "/downloads")[2])["files"]:
            compare("HEAD", f"/downloads/{file['name']}")
    finally:
        for server in servers:
            server.stop()
