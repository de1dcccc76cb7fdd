#!/bin/bash
# Starts Postgres in its container, as docker-entrypoint.sh does, also after it was killed.
#
# A killed Postgres leaves postmaster.pid behind, and refuses to start while the process in it exists. In a container started anew
# this number soon belongs to somebody else, such as watch.sh. So a lock tells whether anybody has the data: all processes of
# Postgres inherit it, and it holds across containers, which do not see each other's processes.
set -eu

exec 9<"$PGDATA"
if flock --nonblock --conflict-exit-code 100 9; then
  rm -f "$PGDATA/postmaster.pid"
elif [ $? = 100 ]; then
  echo "another Postgres works with the data in $PGDATA" >&2
  exit 1
fi
exec docker-entrypoint.sh "$@"
