"""Whether the process runs, and whether it can serve: for load balancers and people on duty."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from prokadry.plugins import health as plugin_health


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Answer 200 as long as the process runs."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database and migrations are in order, else 503 naming what is not.

    A cache that is away is named too, and so are broken plugins, but the site goes on without them.
    """
    plugins = _plugins()
    checks = {
        "database": _database(),
        "cache": _cache(),
        "plugins": f"{len(plugins)} failing" if plugins else "ok",
    }
    ok = checks["database"] == "ok"
    answer = {"status": "ok" if ok else "unavailable", "checks": checks, "plugins": plugins}
    return JsonResponse(answer, status=200 if ok else 503)


def _plugins() -> list[dict[str, str]]:
    off = [
        {"plugin": one.plugin, "state": "off", "where": one.stage, "cause": one.cause}
        for one in plugin_health.failures()
    ]
    failing = [
        {"plugin": one.plugin, "state": "failing", "where": one.seam, "cause": one.cause}
        for one in plugin_health.faults()
    ]
    return off + failing


def _database() -> str:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unreachable"
    return f"{len(pending)} migrations pending" if pending else "ok"


def _cache() -> str:
    try:
        cache.set("health", "ok", 10)
        return "ok" if cache.get("health") == "ok" else "loses what is written"
    except Exception:  # a cache backend raises what its client library raises
        return "unreachable"
