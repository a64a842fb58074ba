# The service as an image: pages built by Node, packages by pip with the hashes of the lock, run as nobody.
FROM node:24-bookworm-slim AS pages
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run --silent build

FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /venv
COPY deploy/requirements.lock /src/requirements.lock
RUN /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /src/requirements.lock

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin xuncheng \
    && install -d -o xuncheng -g xuncheng -m 0700 /data /backups
WORKDIR /srv/xuncheng
COPY --from=packages /venv /venv
COPY migrations/ migrations/
COPY app/ app/
COPY --from=pages /src/frontend/dist frontend/dist
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XUNCHENG_HOST=0.0.0.0 \
    XUNCHENG_LOG_STYLE=json \
    XUNCHENG_LANDING_DIR=/data/landing \
    XUNCHENG_CHECKPOINT_DIR=/data/checkpoints \
    XUNCHENG_CHECKPOINT_KEY=/data/checkpoint-key.pem
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
# healthy is a process that answers; whether the bureau is in order (/readyz) is known once a notice is loaded
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "app"]
CMD ["serve"]
