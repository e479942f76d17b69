# Two stages: wheels are built where compilers may be, the image that runs has none and no root.
FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.txt /tmp/
# "Development, tests and linters" is not for an installation; "What these need in turn" only pins versions.
RUN sed '/^# Development/,$d' /tmp/requirements.txt > /tmp/runtime.txt \
    && sed '1,/^# What these need/d' /tmp/requirements.txt > /tmp/constraints.txt \
    && python -m venv /opt/venv \
    && /opt/venv/bin/pip install -r /tmp/runtime.txt -c /tmp/constraints.txt

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk gettext \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /home/platform platform \
    && install --directory --owner platform --group platform /data
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/data \
    DJANGO_SETTINGS_MODULE=procurement.config.settings.production
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY manage.py ./
COPY locale locale
COPY static static
COPY templates templates
COPY procurement procurement
COPY catalogue catalogue
COPY cms cms
# A key for this one command: it signs nothing and stays in no layer.
RUN SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(64))") ALLOWED_HOSTS=localhost \
    VAR_DIR=/tmp/build python manage.py compilemessages --verbosity 0 && rm -rf /tmp/build
USER platform
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0].lstrip('.')}), timeout=4)"]
CMD ["gunicorn", "procurement.config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "4", "--preload", "--graceful-timeout", "20", "--worker-tmp-dir", "/dev/shm", \
     "--access-logfile", "-", "--no-control-socket"]
