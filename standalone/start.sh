#!/bin/sh
# What `npm start` and standalone/lantern.service run, once the packages are installed. The shell becomes the program, so that
# signals reach it.
cd "$(dirname "$0")/.." || exit 1
# Node 24 is here, unless setup.mjs found it on the machine.
PATH="$PWD/node_modules/.bin:$PATH"
# The loading of the embedded database needs some 500 MB for a moment. glibc would keep 60 MB of it.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}" MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-131072}"
# V8 takes up to 128 MB for young objects on a machine with much memory, and never gives them back to one that is idle.
exec node --expose-gc --max-semi-space-size=8 standalone/src/main.ts
