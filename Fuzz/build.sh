#!/usr/bin/env bash
# The decoders with libFuzzer's coverage counters and its main, in .build-fuzz. Not by the package
# manager, whose own tools would get that main too.
set -euo pipefail
cd "$(dirname "$0")/.."
out=.build-fuzz
mkdir -p "$out"
flags=(-O -swift-version 6 -sanitize=fuzzer -I "$out" -parse-as-library
  -Xcc -fmodule-map-file=Sources/CXML2/module.modulemap
  -Xcc -fmodule-map-file=Sources/CZip/module.modulemap
  -Xcc -I/usr/include/libxml2)
build() { # module, sources…
  local module=$1
  shift
  swiftc "${flags[@]}" -wmo -emit-module -emit-module-path "$out/$module.swiftmodule" \
    -emit-object -o "$out/$module.o" -module-name "$module" "$@"
}
mapfile -t freight < <(find Sources/Freight -name '*.swift' | sort)
mapfile -t feeds < <(find Sources/Feeds -name '*.swift' | sort)
build Freight "${freight[@]}"
build Feeds "${feeds[@]}"
swiftc "${flags[@]}" -module-name Fuzz Fuzz/main.swift "$out/Freight.o" "$out/Feeds.o" \
  -lxml2 -lzip -o "$out/fuzz"
