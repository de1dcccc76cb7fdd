#!/bin/sh
# The gateway's certificate. nginx reads a copy, so that it never meets half of a new pair.
#
#   certificate.sh install  puts the copy in place before nginx starts
#   certificate.sh renew    looks once whether there is a new one
#   certificate.sh watch    looks each minute
#
# It is the one in GATEWAY_TLS_CERT and GATEWAY_TLS_KEY. Where neither is there, one is made beside them, self-signed.
set -eu
[ "${GATEWAY_TLS:-on}" = on ] || exit 0
umask 077

folder=${GATEWAY_FOLDER:-/tmp} # nginx -p
used=$folder/tls
own=$(dirname "$GATEWAY_TLS_CERT")/self-signed

say() { # LEVEL TEXT
  printf '{"time":"%s","level":"%s","service":"nginx","msg":"%s"}\n' "$(date -u +%Y-%m-%dT%H:%M:%S+00:00)" "$1" "$2"
}

# Prints why a pair cannot be used, or nothing.
fault() { # CERT KEY
  if [ ! -r "$1" ]; then echo "$1 cannot be read"
  elif [ ! -r "$2" ]; then echo "$2 cannot be read"
  elif ! openssl x509 -in "$1" -noout 2>/dev/null; then echo "$1 holds no certificate (PEM)"
  elif ! openssl pkey -in "$2" -passin pass: -noout 2>/dev/null; then echo "$2 holds no private key (PEM), or one with a password"
  elif [ "$(openssl x509 -in "$1" -noout -pubkey)" != "$(openssl pkey -in "$2" -passin pass: -pubout)" ]; then
    echo "$2 is not the key of the first certificate in $1"
  elif ! openssl x509 -in "$1" -noout -checkend 0 >/dev/null; then echo "$1 has expired: $(ends "$1")"
  fi
}

ends() { openssl x509 -in "$1" -noout -enddate | sed 's/^notAfter=//'; }

# The names that people here reach the gateway by: localhost, and the host of PUBLIC_URL.
names() {
  host=${GATEWAY_PUBLIC_URL:-}
  host=${host#*://}
  host=${host%%[/?#]*}
  case $host in
    \[*) host=${host#\[} host=${host%%\]*} ;;
    *) host=${host%%:*} ;;
  esac
  case $host in
    '' | localhost | 127.0.0.1 | ::1 | *[!A-Za-z0-9.:-]*) host= ;; # the last are no name of a host
    *:* | *.*[!A-Za-z-]) host=,IP:$host ;;
    *) host=,DNS:$host ;;
  esac
  echo "DNS:localhost,IP:127.0.0.1,IP:::1$host"
}

# Makes a pair for these names unless there is one that lasts for another month. Its first line tells its names. Its own name is new
# each time: of two with the same one, whoever has trusted both would know the older one only.
make_own() {
  names=$(names)
  if [ -s "$own.pem" ] && [ "$(head -n 1 "$own.pem")" = "# $names" ] &&
    [ -z "$(fault "$own.pem" "$own.key")" ] && openssl x509 -in "$own.pem" -noout -checkend 2592000 >/dev/null; then
    return
  fi
  cat >"$used/request" <<REQUEST
[req]
prompt = no
distinguished_name = name
x509_extensions = extensions
[name]
CN = Lantern, self-signed $(openssl rand -hex 8)
[extensions]
subjectAltName = $names
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
REQUEST
  openssl req -x509 -config "$used/request" -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc \
    -days 730 -keyout "$own.key.new" -out "$used/new" 2>/dev/null
  {
    echo "# $names"
    cat "$used/new"
  } >"$own.pem.new"
  mv "$own.key.new" "$own.key"
  mv "$own.pem.new" "$own.pem"
  rm "$used/request" "$used/new"
}

# Sets cert and key to the pair that there is.
choose() {
  cert=$GATEWAY_TLS_CERT key=$GATEWAY_TLS_KEY
  if [ ! -e "$cert" ] && [ ! -e "$key" ]; then
    make_own
    cert=$own.pem key=$own.key
  fi
}

take() {
  cp "$key" "$used/key.pem"
  cp "$cert" "$used/cert.pem"
  if [ "$cert" = "$own.pem" ]; then
    print=$(openssl x509 -in "$cert" -noout -fingerprint -sha256)
    say warn "HTTPS with a self-signed certificate (SHA-256 ${print#*=}): browsers warn of it; put one of an authority into $GATEWAY_TLS_CERT and $GATEWAY_TLS_KEY"
  else
    say info "HTTPS with the certificate in $cert, which is good until $(ends "$cert")"
  fi
}

told=
complain() {
  [ "$told" = "$1" ] || say error "$1; the certificate from before stays in use"
  told=$1
}

renew() {
  # A pair that has gone for a moment is no reason to come with one that browsers warn of.
  if [ ! -e "$GATEWAY_TLS_CERT" ] && [ ! -e "$GATEWAY_TLS_KEY" ] && ! grep -q '^# DNS:localhost' "$used/cert.pem"; then
    complain "$GATEWAY_TLS_CERT and $GATEWAY_TLS_KEY have gone"
    return
  fi
  choose
  if cmp -s "$cert" "$used/cert.pem" && cmp -s "$key" "$used/key.pem"; then return; fi
  why=$(fault "$cert" "$key")
  if [ -n "$why" ]; then
    complain "$why"
    return
  fi
  told=
  take
  # New handshakes get the new one. Sockets that are open stay with the workers that have them, until they close.
  nginx -p "$folder" -c nginx.conf -s reload
}

warn_before_end() {
  openssl x509 -in "$used/cert.pem" -noout -checkend 1209600 >/dev/null ||
    say warn "the certificate is good until $(ends "$used/cert.pem") only: renew it"
}

install_copy() {
  mkdir -p "$used"
  choose
  why=$(fault "$cert" "$key")
  if [ -n "$why" ]; then
    say fatal "$why"
    exit 1
  fi
  take
  warn_before_end
}

watch() {
  trap 'kill $! 2>/dev/null; exit 0' TERM
  looks=0
  while :; do
    sleep 60 &
    # Whoever ends it has the next look at once.
    wait $! || true
    renew || say error 'it could not be looked whether there is a new certificate'
    looks=$(((looks + 1) % 1440))
    [ $looks != 0 ] || warn_before_end
  done
}

case ${1:-} in
  install) install_copy ;;
  renew) renew ;;
  watch) watch ;;
  *)
    echo 'certificate.sh install, renew or watch' >&2
    exit 2
    ;;
esac
