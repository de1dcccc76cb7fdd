#!/bin/bash
# Whether the gateway answers, nginx and HAProxy each by itself: for whoever ends a gateway that stands still (service/watch.sh in
# docker compose, the liveness probe in Kubernetes). Exit code 0: it does. Run it in the gateway's container, with its GATEWAY_….
#
# One that has as many connections as it may have closes new ones at once: it does not stand still, and who is connected stays so.
# Only a refused connection (7) and silence (28) are no answer.
set -u
patience=4 # seconds
folder=${GATEWAY_FOLDER:-/tmp} listen=${GATEWAY_LISTEN:-8080} scheme=http
! grep -q ' ssl ' "$folder/nginx.conf" || scheme=https

says_something() {
  local status=0
  curl --silent --max-time $patience --output /dev/null "$@" || status=$?
  [ $status != 7 ] && [ $status != 28 ]
}

says_something --insecure "$scheme://127.0.0.1:${listen##*:}/health/gateway" &
# Its command line is the one door that is open however many connections there are. It does not speak HTTP, and says so.
says_something --http0.9 --unix-socket "$folder/commands.sock" http://haproxy/ && wait $!
