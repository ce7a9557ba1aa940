#!/usr/bin/env bash
# Brings the whole system up: with Aspire where its packages restore, else as Standalone. Any option means Standalone;
# ./run.sh --help lists them.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
configuration=Release

if ! command -v dotnet > /dev/null; then
  echo "run.sh: the .NET SDK (10.0 or later) is needed: https://dotnet.microsoft.com/download" >&2
  exit 1
fi

"$root/eng/feed.sh"
feed="${Feed:-$(< "$root/.local/feed")}"

if [[ $# == 0 && $feed == full && -f $root/AppHost/AppHost.csproj ]]; then
  exec dotnet run --project "$root/AppHost"
fi

# Asking MSBuild whether anything changed takes seconds, asking the file system does not. A deleted file shows in its folder's time.
stamp="$root/artifacts/standalone-$feed.built"
changed() {
  [[ ! -f $stamp ]] || [[ -n $(find "$root" \
    \( -path "$root/artifacts" -o -path "$root/.local" -o -path "$root/.git" -o -path "$root/docs" \
       -o -path "$root/Tests/*" ! -path "$root/Tests/FaultyNetwork*" \
       -o -name bin -o -name obj \) -prune -o -newer "$stamp" ! -path "$root" -print -quit) ]]
}

if changed; then
  echo "building…"
  mkdir -p "$root/artifacts"
  touch "$stamp.new"
  rm -f "$root"/artifacts/standalone-*.built
  dotnet build "$root/Standalone/Standalone.csproj" --configuration "$configuration" \
    --nologo --verbosity quiet -consoleLoggerParameters:NoSummary
  mv "$stamp.new" "$stamp"
fi

exec dotnet "$root/artifacts/bin/Standalone/$(tr '[:upper:]' '[:lower:]' <<< "$configuration")/Standalone.dll" "$@"
