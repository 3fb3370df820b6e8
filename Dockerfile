# syntax=docker/dockerfile:1.7
# Two stages: packages are installed by hash in the first, and only what was installed goes into the second.
# No compiler is needed or kept: every locked package has a wheel for amd64 and arm64.
FROM python:3.11.13-slim-bookworm@sha256:86adf8dbadc3d6e82ee5dd2c74bec2e1c2467cdad47886280501df722372d2e1 AS build
WORKDIR /build
RUN python -m venv /opt/nme-cds
COPY requirements.lock .
RUN /opt/nme-cds/bin/pip install --no-cache-dir --disable-pip-version-check --only-binary=:all: --require-hashes \
    -r requirements.lock
COPY LICENSE /app/
COPY hooks /app/hooks
COPY service /app/service
RUN /opt/nme-cds/bin/python -m pip uninstall --yes pip setuptools \
    && /opt/nme-cds/bin/python -m compileall -q /app /opt/nme-cds/lib

FROM python:3.11.13-slim-bookworm@sha256:86adf8dbadc3d6e82ee5dd2c74bec2e1c2467cdad47886280501df722372d2e1
# One number for user and group, so that an orchestrator can check runAsNonRoot without a name.
RUN groupadd --gid 10001 nme && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin nme \
    && rm -rf /usr/local/lib/python3.11/site-packages/pip* /usr/local/lib/python3.11/site-packages/setuptools*
COPY --from=build /opt/nme-cds /opt/nme-cds
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/nme-cds/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NME_CDS_HOST=0.0.0.0 \
    NME_CDS_PORT=8000 \
    NME_CDS_DRAIN_SECONDS=5 \
    NME_CDS_LOG_FORMAT=json
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
ENTRYPOINT ["python", "-m", "service.cli"]
CMD ["serve"]
