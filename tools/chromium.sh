#!/usr/bin/env bash
# Makes sure that the browser tests have a Chromium, and prints its path: an installed one, otherwise Debian's package,
# for which it must run as root. Without one those tests are skipped by name, so CI may go on where this fails.
set -euo pipefail

for name in ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome google-chrome-stable; do
  if command -v "$name"; then exit 0; fi
done

# Ubuntu's package of this name is a stub that asks for a snap.
id=$(sed -n 's/^ID=//p' /etc/os-release 2>/dev/null || true)
if [ "$(id -u)" != 0 ] || [ "$id" != debian ]; then
  echo "chromium.sh: no Chromium here, and only root on Debian can install one; or set CHROMIUM" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q >&2
apt-get install -q -y --no-install-recommends chromium fonts-dejavu-core >&2
command -v chromium
