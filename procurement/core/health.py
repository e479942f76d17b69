"""``GET /healthz``: is the platform ready, and what is degraded. For operators, load balancers and `make run`."""

import ctypes
import functools
import shutil
import subprocess
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

from . import clock, heartbeat
from .models import CalendarYear

# What weasyprint loads at import; without the last one documents are drawn up to 60 times slower.
DRAWING_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
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


@functools.cache
def documents_trouble() -> str:
    """Return what is missing to draw PDF documents; asked once, since a new library needs a new process."""
    missing = [name for name in DRAWING_LIBRARIES if not _loads(name)]
    if missing:
        return _("缺少生成文件所需的程序库：%(names)s。") % {"names": ", ".join(missing)}
    if not _has_chinese_font():
        return _("没有中文字体：文件中的汉字会变成方框。请安装 fonts-noto-cjk。")
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


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_chinese_font() -> bool:
    lister = shutil.which("fc-list")
    if not lister:
        return False
    return bool(
        subprocess.run([lister, ":lang=zh-cn", "family"], capture_output=True, check=False).stdout.strip()
    )


CHECKS: dict[str, Callable[[], str]] = {
    "migrations": migrations_trouble,
    "private storage": storage_trouble,
    "documents": documents_trouble,
    "scheduler": scheduler_trouble,
    "redis": redis_trouble,
    "calendar": calendar_trouble,
}
