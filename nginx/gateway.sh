#!/usr/bin/env bash
# Runs the gateway in the foreground: HAProxy and nginx, both or neither.
#
#   gateway.sh            prepares and runs it until SIGTERM, SIGINT or SIGQUIT
#   gateway.sh prepare    writes the configuration into GATEWAY_FOLDER and puts the certificate there
#
# Configured by GATEWAY_…, see .env.example.
set -eu
sources=$(cd "$(dirname "$0")" && pwd)
default() { export "$1=${!1:-$2}"; } # NAME VALUE
default GATEWAY_LISTEN 8080
default GATEWAY_WEB web:8081
default GATEWAY_CHAT chat:8082
default GATEWAY_FOLDER /tmp
default GATEWAY_PAGES "$GATEWAY_FOLDER/pages"
default GATEWAY_ACCESS_LOG /dev/stdout
default GATEWAY_DEFAULT_LOCALE ru
default GATEWAY_TRUSTED_PROXY 255.255.255.255 # nobody has this address
default GATEWAY_TLS_CERT /tls/cert.pem
default GATEWAY_TLS_KEY /tls/key.pem

# In seconds: what requests get to finish when the gateway stops. Room sockets would never.
patience=3

prepare() {
  . "$sources/servers.envsh"
  . "$sources/tls.envsh"
  local name
  for name in nginx.conf haproxy.cfg; do
    envsubst "$(printf '${%s} ' "${!GATEWAY_@}")" <"$sources/templates/$name.template" >"$GATEWAY_FOLDER/$name"
  done
}

# Whether all of these processes have ended within so many seconds.
end_within() { # SECONDS PID…
  local until=$((SECONDS + $1)) pid
  shift
  for pid; do
    while kill -0 "$pid" 2>/dev/null; do
      [ $SECONDS -lt $until ] || return 1
      sleep 0.1
    done
  done
}

stop() {
  trap '' TERM INT QUIT
  # Workers that a reload has left behind belong to the same master.
  kill -QUIT "$nginx" 2>/dev/null || true
  end_within $patience "$nginx" || kill -TERM "$nginx" 2>/dev/null || true
  end_within 1 "$nginx" || kill -KILL "$nginx" 2>/dev/null || true
  kill -TERM "$haproxy" 2>/dev/null || true
  end_within 1 "$haproxy" || kill -KILL "$haproxy" 2>/dev/null || true
  [ -z "$renewals" ] || kill "$renewals" 2>/dev/null || true
}

prepare
"$sources/certificate.sh" install
[ "${1:-}" != prepare ] || exit 0

nginx='' haproxy='' renewals=''
cd "$GATEWAY_FOLDER"
rm -f web.sock chat.sock status.sock commands.sock
haproxy -db -q -f haproxy.cfg &
haproxy=$!
until [ -S web.sock ] && [ -S chat.sock ]; do
  kill -0 "$haproxy" 2>/dev/null || exit 1
  sleep 0.05
done
nginx -p "$GATEWAY_FOLDER" -c nginx.conf -g 'daemon off;' &
nginx=$!
"$sources/certificate.sh" watch &
renewals=$!

status=0
trap 'status=0; stop; exit 0' TERM INT QUIT
# Neither is of use without the other.
wait -n "$nginx" "$haproxy" || status=$?
echo "gateway: nginx or HAProxy has ended ($status)" >&2
stop
exit 1
