#!/usr/bin/env bash
# The test of a city's topology puts Caddy in front of the processes; the tests start it themselves.
set -euo pipefail
command -v caddy >/dev/null && exit 0
command="apt-get update && apt-get install -y caddy"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq caddy >/dev/null
fi
command -v caddy >/dev/null || { echo "拓扑测试需要 Caddy，请先运行：$command" >&2; exit 1; }
