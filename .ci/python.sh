#!/usr/bin/env bash
# Make .venv with the locked packages. $1: the Python to use.
set -euo pipefail
python=$1
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "需要 Python 3.11 或更新版本（找到的是：$("$python" --version 2>&1 || echo 无)）。可用 make run PYTHON=/路径/python3.12 指定。" >&2
  exit 1
fi
if [ ! -x .venv/bin/pip ]; then
  rm -rf .venv
  "$python" -m venv .venv || { echo "无法建立 Python 虚拟环境。Debian/Ubuntu 请先运行：apt-get install python3-venv" >&2; exit 1; }
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock \
  || { echo "安装 Python 依赖失败，请检查网络后重试（装好一次之后不再需要网络）。" >&2; exit 1; }
