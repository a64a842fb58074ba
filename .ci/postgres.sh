#!/usr/bin/env bash
# The tests start a PostgreSQL of their own (nothing runs as a service); they need its programs.
set -euo pipefail
have() { command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }
have && exit 0
command="apt-get update && apt-get install -y postgresql"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq postgresql >/dev/null
fi
have || { echo "数据库测试需要 PostgreSQL，请先运行：$command" >&2; exit 1; }
