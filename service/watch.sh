#!/bin/bash
# watch.sh CHECK PROGRAM…: runs the program of a container, and ends the container when the program does not answer any more:
# Docker starts one anew that has ended, and never one that is unhealthy.
#
# CHECK is http, postgres or redis, or the path of a program that ends with 0 if there was an answer. It asks whether the program
# answers, not whether what the program needs does. Nothing is asked before the first answer, so a start may take as long as it
# takes, nor while the program stops.
#
# Kubernetes asks by itself: this is the entrypoint in docker-compose.yml only.
set -u

interval=5 patience=5 failures=3 # seconds, seconds, in a row

check=$1
shift

answers_http() {
  exec 3<>"/dev/tcp/127.0.0.1/$PORT" &&
    printf 'GET /health/live HTTP/1.0\r\n\r\n' >&3 && read -r line <&3 && [[ $line == *' 200 '* ]]
}
# 1: it refuses connections, because it starts, recovers or stops.
answers_postgres() { pg_isready --quiet --host=127.0.0.1 --username=postgres || [ $? = 1 ]; }
# An error is an answer, too: NOAUTH, or LOADING.
answers_redis() { redis-cli ping | grep -q .; }
case $check in
  */*) ask=$check ;;
  *)
    ask=answers_$check
    export -f "$ask" || exit 2
    ;;
esac
answers() { timeout --kill-after=1 $patience bash -c "$ask" >/dev/null 2>&1; }

# Programs in the background would read nothing, and `restore -` reads a backup.
"$@" <&0 &
program=$!
stopping=''
pass_on() {
  stopping=yes
  kill -"$1" "$program" 2>/dev/null
}
for signal in TERM INT QUIT HUP; do trap "pass_on $signal" $signal; done

# In the background: so a signal is passed on at once, and the end of the program is seen at once.
watch() {
  until answers; do sleep 1; done
  local failed=0
  while sleep $interval; do
    if answers; then failed=0; else failed=$((failed + 1)); fi
    [ $failed -lt $failures ] || break
  done
  echo "watch: $1 has not answered $failures times in a row: it is ended, to be started anew" >&2
  kill -KILL "$program"
}
watch "$*" &
watcher=$!

while :; do
  wait "$program"
  status=$?
  [ -n "$stopping" ] && kill "$watcher" 2>/dev/null
  # A signal interrupts the waiting.
  kill -0 "$program" 2>/dev/null || break
done
kill "$watcher" 2>/dev/null
exit $status
