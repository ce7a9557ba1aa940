#!/usr/bin/env bash
# Builds everything and runs every test that can run here. What cannot is named.
#   ./test.sh            all
#   ./test.sh Unit …     only these test projects: Unit.Tests …
# With DBPERSERVICE_LONG_TESTS=1 outages last a minute, and poison is 10,000 messages; DBPERSERVICE_SEED=N draws the same poison again.
set -euo pipefail
cd "$(dirname "$0")"
eng/feed.sh
Feed="${Feed:-$(< .local/feed)}"

dotnet build DbPerService.sln --configuration Release --nologo --verbosity quiet -p:Feed="$Feed"

if [ $# -gt 0 ]; then
    projects=("$@")
else
    projects=(Unit Architecture PostgreSql Standalone)
    if [ "$Feed" = full ]; then
        projects+=(Redis MongoDB Aspire)
    fi
fi

passed=0 failed=0 skipped=0 broken=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for name in "${projects[@]}"; do
    project="${name%.Tests}.Tests"
    echo "== $project"
    status=0
    dotnet "artifacts/bin/$project/release/$project.dll" -noColor | tee "$log" || status=$?
    summary=$(grep -E "^ *${project//./\\.} +Total: " "$log" | tail -n 1 || true)
    if [ -z "$summary" ]; then
        echo "$project ended without a summary (exit status $status)."
        broken=$((broken + 1))
        continue
    fi

    number() { sed -nE "s/.*$1: ([0-9]+).*/\1/p" <<< "$summary"; }
    bad=$(($(number Failed) + $(number Errors)))
    if [ "$bad" -eq 0 ] && [ "$status" -ne 0 ]; then
        bad=1
    fi

    failed=$((failed + bad))
    skipped=$((skipped + $(number Skipped)))
    passed=$((passed + $(number Total) - $(number Failed) - $(number Skipped)))
done

failed=$((failed + broken))
if [ "$Feed" = core ]; then
    echo "Not run on this feed: the AppHost's tests, those of the MongoDB and Redis adapters, and Standalone's on these databases" \
        "(see docs/feeds.md)."
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
