#!/usr/bin/env bash
# Detects which packages this machine can restore, full or core, and writes the result to .local/feed, where Directory.Build.props
# reads it. The environment variable Feed overrides it. See docs/feeds.md.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
state="$root/.local"
mkdir -p "$state"

say() { echo "feed: $*"; }

finish() {
  if [[ $1 == core ]]; then
    say "core ($2). Left out: AppHost, MongoDB and Redis adapters, Aspire tests."
    "$root/eng/librdkafka.sh"
  else
    say "full ($2)"
  fi
  restore_compiler
  exit 0
}

bounded() { if command -v timeout > /dev/null; then timeout 300 "$@"; else "$@"; fi; }

# For eng/CompileAhead.targets, per version of the SDK. Without it, everything builds and runs too.
restore_compiler() {
  local wanted log="$state/compiler.log"
  wanted="$(dotnet --version) $key"
  [[ ! -f $state/compiler.key || $(< "$state/compiler.key") != "$wanted" ]] || return 0
  if bounded dotnet restore "$root/eng/probe/Compiler.csproj" --verbosity quiet > "$log" 2>&1; then
    say "programs are compiled ahead"
  elif grep -qE 'NU110[123]' "$log" && ! grep -q NU1301 "$log"; then
    say "programs are compiled while they run: the registry lacks the ahead-of-time compiler (Microsoft.NETCore.App.Crossgen2)"
  else
    say "programs are compiled while they run: the registry did not respond"
    return 0
  fi
  echo "$wanted" > "$state/compiler.key"
}

# The result depends on the package sources and the requested versions.
inputs() {
  local folder="$root"
  while [[ -n $folder ]]; do
    printf '%s\n' "$folder"/[Nn]u[Gg]et.[Cc]onfig
    folder="${folder%/*}"
  done
  printf '%s\n' "$HOME"/.nuget/NuGet/NuGet.Config "$HOME"/.nuget/config/*.[Cc]onfig "$HOME"/.config/NuGet/NuGet.Config \
    /etc/opt/NuGet/Config/*.[Cc]onfig "$root/Directory.Packages.props" "$root/eng/probe/"*.csproj
}

key="$(inputs | sort -u | while read -r file; do [[ ! -f $file ]] || { echo "$file"; cat "$file"; }; done | cksum)"

case "${Feed:-}" in
  full | core) finish "$Feed" "set by the environment variable Feed" ;;
  "") ;;
  *) say "Feed must be full or core, not '$Feed'" >&2; exit 2 ;;
esac

if [[ -f $state/feed && -f $state/feed.key && $(< "$state/feed.key") == "$key" ]]; then
  finish "$(< "$state/feed")" "detected earlier; delete .local/feed to detect it again"
fi

say "checking which packages this machine can restore…"
log="$state/feed.log"
if bounded dotnet restore "$root/eng/probe/Probe.csproj" -p:Feed=full --verbosity quiet > "$log" 2>&1; then
  feed=full reason="Aspire and librdkafka can be restored"
elif grep -qE 'NU110[123]' "$log" && ! grep -q NU1301 "$log"; then
  lacking="$(grep -oE 'find (a stable )?package [^ .]+(\.[A-Za-z][^ .]*)*' "$log" | awk '{ print $NF }' | sort -u | paste -sd ' ' -)"
  feed=core reason="the registry lacks $lacking"
else
  # An unreachable registry says nothing about its packages, so nothing is written.
  tail -n 5 "$log" >&2
  say "cannot tell full from core: the package registry did not respond. Set Feed=full or Feed=core to skip this check." >&2
  exit 1
fi

echo "$feed" > "$state/feed"
echo "$key" > "$state/feed.key"
finish "$feed" "$reason"
