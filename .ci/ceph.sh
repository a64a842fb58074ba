#!/usr/bin/env bash
# Ceph's monitor, store and S3 gateway. Not needed: where they are, the tests of buckets run on them too.
set -euo pipefail
have() { command -v radosgw >/dev/null && command -v ceph-mon >/dev/null && command -v ceph-osd >/dev/null; }
have && exit 0
packages="radosgw ceph-common ceph-mon ceph-osd"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=300 update -qq >/dev/null
  # shellcheck disable=SC2086  (a list)
  apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends $packages >/dev/null
fi
have || { echo "在 Ceph 上测试照片库，请先运行：apt-get update && apt-get install -y $packages" >&2; exit 1; }
