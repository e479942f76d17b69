"""``GET /healthz``: is the platform ready, and what is degraded. For operators, load balancers and `make run`."""

import functools
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from . import clock, heartbeat, pdf, sweeping
from .models import CalendarYear

# A yes is kept: new migrations come with new code, and that with a new process.
_migrated = threading.Event()


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 with what is degraded, 503 when there is no database to work with."""
    trouble = database_trouble()
    if trouble:
        return JsonResponse({"status": "out", "degraded": {"database": trouble}}, status=503)
    found = {name: _asked(check) for name, check in CHECKS.items()}
    degraded = {name: text for name, text in found.items() if text}
    return JsonResponse(
        {"status": "degraded" if degraded else "ready", "degraded": degraded},
        json_dumps_params={"ensure_ascii": False},
    )


def database_trouble() -> str:
    """Return why no query can be answered, '' if one can."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return _("数据库没有应答。")
    return ""


def migrations_trouble() -> str:
    if not _migrated.is_set():
        if migrations_pending():
            return _("数据库结构不是最新的：请运行 manage.py migrate。")
        _migrated.set()
    return ""


def storage_trouble() -> str:
    root = Path(settings.PRIVATE_ROOT)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=root):
            return ""
    except OSError:
        return _("私有文件目录不能写入：附件和响应文件无法保存。")


def stray_files_trouble() -> str:
    if count := sweeping.refused_before():
        return _("%(count)d 个私有文件在数据库中没有登记：连接的可能不是原来的数据库，请检查。") % {
            "count": count
        }
    return ""


@functools.cache
def documents_trouble() -> str:
    """Return what is missing to draw PDF documents; asked once, since a new library needs a new process."""
    if missing := pdf.missing_packages():
        return _("缺少生成文件（PDF）所需的系统组件：%(names)s。请安装后重新启动。") % {
            "names": ", ".join(missing)
        }
    if slow := pdf.not_installed(pdf.SUBSETTER):
        return _("缺少 %(names)s：生成文件（PDF）会慢几十倍。") % {"names": ", ".join(slow)}
    return ""


def scheduler_trouble() -> str:
    last = heartbeat.last_beat()
    if last is None or clock.real_now() - last > heartbeat.SILENCE_ALLOWED:
        return _("定时程序没有运行：到期事项和通知会延迟。")
    return ""


def redis_trouble() -> str:
    if not settings.REDIS_URL:
        return ""
    try:
        cache.get("healthz")
    except (RedisError, OSError):
        return _("Redis 没有应答。")
    return ""


def calendar_trouble() -> str:
    year = clock.local_date(clock.now()).year
    if not CalendarYear.objects.filter(year=year).exists():
        return _("没有 %(year)s 年的工作日历：期限无法计算。") % {"year": year}
    return ""


def migrations_pending() -> bool:
    """Tell whether the code knows a migration that the database has not had (0.2 s: it reads every migration)."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _asked(check: Callable[[], str]) -> str:
    try:
        return check()
    except DatabaseError:
        # A table may be missing while migrations wait; that is named by its own check.
        return _("目前无法检查。")


CHECKS: dict[str, Callable[[], str]] = {
    "migrations": migrations_trouble,
    "private storage": storage_trouble,
    "stray files": stray_files_trouble,
    "documents": documents_trouble,
    "scheduler": scheduler_trouble,
    "redis": redis_trouble,
    "calendar": calendar_trouble,
}
