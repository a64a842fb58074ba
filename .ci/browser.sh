#!/usr/bin/env bash
# The browser tests drive the system's Chromium and need a Chinese font.
set -euo pipefail
# grep reads to the end: one that stops at the first font (-q) breaks the pipe, and a broken pipe is a "no" here
have() { command -v chromium >/dev/null && fc-list 2>/dev/null | grep -i 'cjk' >/dev/null; }
have && exit 0
command="apt-get update && apt-get install -y chromium fonts-noto-cjk fontconfig"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq chromium fonts-noto-cjk fontconfig >/dev/null
fi
have || { echo "浏览器测试需要 Chromium 和中文字体，请先运行：$command" >&2; exit 1; }
