#!/usr/bin/env bash
# Builds librdkafka from the sources inside an npm package and packs it as the NuGet package that Confluent.Kafka depends on,
# for registries that lack the published one. See docs/feeds.md.
set -euo pipefail

version=2.15.1
package_version=$version.2
sources=@confluentinc/kafka-javascript@1.10.1

packages="${XDG_CACHE_HOME:-$HOME/.cache}/dbperservice/packages"
target="$packages/librdkafka.redist.$package_version.nupkg"
mkdir -p "$packages"
[[ -f $target ]] && exit 0

say() { echo "librdkafka: $*" >&2; }

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) rid=linux-x64 file=librdkafka.so built=librdkafka.so.1 ;;
  Linux-aarch64) rid=linux-arm64 file=librdkafka.so built=librdkafka.so.1 ;;
  Darwin-arm64) rid=osx-arm64 file=librdkafka.dylib built=librdkafka.1.dylib ;;
  Darwin-x86_64) rid=osx-x64 file=librdkafka.dylib built=librdkafka.1.dylib ;;
  *) say "cannot be built for $(uname -s) $(uname -m); use a registry that has librdkafka.redist $version"; exit 1 ;;
esac

# Two concurrent runs (two clones, a build during a test) would build the same file; the second one waits for the first.
if command -v flock > /dev/null; then
  exec 9> "$packages/.lock"
  flock 9
  [[ -f $target ]] && exit 0
fi

missing=()
have() { command -v "$1" > /dev/null || missing+=("$2"); }
have gcc gcc
have g++ g++
have make make
have npm npm
# On a slim image the compiler comes without the C library's headers.
if [[ $rid == linux-* && ! -f /usr/include/stdio.h ]]; then missing+=(libc6-dev); fi
# With OpenSSL's headers the client supports TLS and SCRAM; without them it is built without.
tls_headers() { [[ -f /usr/include/openssl/ssl.h ]]; }
if ! tls_headers && command -v apt-get > /dev/null && ((EUID == 0)); then missing+=(libssl-dev); fi
if ((${#missing[@]})); then
  if command -v apt-get > /dev/null && ((EUID == 0)); then
    say "installing ${missing[*]}"
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
  else
    say "this feed lacks librdkafka.redist, and building it needs: ${missing[*]}"
    say "on Debian or Ubuntu: sudo apt-get install -y ${missing[*]}"
    exit 1
  fi
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
log="$work/build.log"
step() {
  if ! "$@" >> "$log" 2>&1; then
    tail -n 40 "$log" >&2
    say "failed: $*"
    exit 1
  fi
}

say "building $version for $rid from $sources (a minute or two, once)"
cd "$work"
step npm pack --silent "$sources"
tar -xzf ./*.tgz package/deps/librdkafka
cd package/deps/librdkafka
if tls_headers; then
  tls=--enable-ssl
else
  tls=--disable-ssl
  say "without TLS and SCRAM: OpenSSL's headers (libssl-dev) are not installed"
fi
# Links only the C library and OpenSSL, which .NET needs too: the result runs wherever .NET does.
step ./configure $tls --disable-gssapi --disable-curl --disable-zstd --disable-zlib --disable-sasl
step make -C src -j "$(getconf _NPROCESSORS_ONLN)" "$built"

mkdir -p "$work/nuget/runtimes/$rid/native"
cp "src/$built" "$work/nuget/runtimes/$rid/native/$file"
strip -x "$work/nuget/runtimes/$rid/native/$file"
cp LICENSES.txt "$work/nuget/"
cat > "$work/nuget/librdkafka.redist.nuspec" <<NUSPEC
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>librdkafka.redist</id>
    <version>$package_version</version>
    <authors>Confluent Inc., Magnus Edenhill and others</authors>
    <license type="file">LICENSES.txt</license>
    <projectUrl>https://github.com/confluentinc/librdkafka</projectUrl>
    <description>librdkafka $version, built on this machine from the sources in $sources.</description>
  </metadata>
  <files>
    <file src="runtimes/**" target="runtimes" />
    <file src="LICENSES.txt" />
  </files>
</package>
NUSPEC
cd "$work/nuget"
step dotnet pack librdkafka.redist.nuspec --output "$work/packed"
# Moved, not copied: the package is complete or absent.
mv "$work/packed/librdkafka.redist.$package_version.nupkg" "$packages/.incoming-$$"
mv "$packages/.incoming-$$" "$target"
say "wrote $target"
