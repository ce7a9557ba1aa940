#!/usr/bin/env bash
# Runs the Aspire dashboard by itself; downloads it once from npm. Exits with 3 if it is not available.
# The arguments are those of `aspire dashboard run`.
set -euo pipefail

version=13.5.4

say() { echo "dashboard: $*" >&2; }
unavailable() { say "$*; continuing without the dashboard"; exit 3; }

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) platform=linux-x64 ;;
  Linux-aarch64) platform=linux-arm64 ;;
  Darwin-arm64) platform=osx-arm64 ;;
  Darwin-x86_64) platform=osx-x64 ;;
  *) unavailable "not available for $(uname -s) $(uname -m)" ;;
esac

cache="${XDG_CACHE_HOME:-$HOME/.cache}/dbperservice"
aspire="$cache/aspire-cli-$version/bin/aspire"

if [[ ! -x $aspire ]]; then
  command -v npm > /dev/null || unavailable "npm, which downloads it, is not installed"
  mkdir -p "$cache"
  work="$(mktemp -d "$cache/dashboard.XXXXXX")"
  trap 'rm -rf "$work"' EXIT
  say "fetching the Aspire dashboard (130 MB, once)"
  (cd "$work" && npm pack --silent "@microsoft/aspire-cli-$platform@$version" > /dev/null) \
    || unavailable "@microsoft/aspire-cli-$platform@$version cannot be downloaded"
  tar -xzf "$work"/*.tgz -C "$work"
  chmod +x "$work/package/bin/aspire"
  # Two runs may both have downloaded it; the first one wins.
  [[ -d $cache/aspire-cli-$version ]] || mv "$work/package" "$cache/aspire-cli-$version"
  rm -rf "$work"
  trap - EXIT
fi

export ASPIRE_CLI_TELEMETRY_OPTOUT=true
exec "$aspire" dashboard run --nologo --non-interactive --allow-anonymous "$@"
