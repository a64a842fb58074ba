#!/usr/bin/env bash
# Some fault tests make the disk fail with strace; where it cannot be had they say so and are skipped.
set -euo pipefail
command -v strace >/dev/null && exit 0
command="apt-get update && apt-get install -y strace"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq strace >/dev/null
fi
command -v strace >/dev/null || echo "没有 strace，磁盘故障测试将跳过。如需运行：$command" >&2
