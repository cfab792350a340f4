#!/usr/bin/env bash
# deploy/publish.sh [amd64|arm64] [folder]: Treff as a folder with one program, its native libraries and the web client; nothing else has to be installed
# but OpenSSL 3. The folder can be copied to any Linux of that processor with glibc 2.27 or newer.
set -euo pipefail
cd "$(dirname "$0")/.."
case "${1:-$(uname -m)}" in
  amd64 | x64 | x86_64) runtime=linux-x64 ;;
  arm64 | aarch64) runtime=linux-arm64 ;;
  *) echo "unknown processor: $1 (amd64 or arm64)" >&2; exit 2 ;;
esac
out=${2:-artifacts/publish/$runtime}
rm -rf "$out"
skip=(); [ -z "${SKIP_WEB_BUILD:-}" ] || skip=(-p:SkipWebBuild=true)
dotnet publish src/Treff.Server -c Release -r "$runtime" --self-contained -v q -nologo -o "$out" \
  -p:PublishSingleFile=true -p:PublishReadyToRun=true -p:PublishReadyToRunComposite=false -p:DebugType=embedded -p:GenerateDocumentationFile=false -p:RunAnalyzers=false "${skip[@]}"
mv "$out/Treff.Server" "$out/treff"
[ -f "$out/wwwroot/index.html" ] || { echo "the web client is missing in $out: build it first (./dev publish does)" >&2; exit 1; }
du -sh "$out" | awk '{ print $2 ": " $1 }'
