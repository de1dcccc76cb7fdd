#!/bin/bash
# Runs before the other containers, at every start: makes the data folders and, the first time, the secrets.
#
# dump/secrets/<name>       the secrets themselves; back them up with the data, which is of no use without them
# dump/secrets/for/<name>/  what that service is shown of them, readable by its user only
set -euo pipefail
umask 077

dump=/dump
secrets=$dump/secrets
postgres=999 redis=999 node=1000 nginx=101 # uids in the images

# The database's passwords and everybody's password hashes hang on these two.
if [ -s "$dump/postgres/PG_VERSION" ]; then
  for name in database-password lantern-secret; do
    if [ ! -s "$secrets/$name" ]; then
      echo "dump/postgres holds a database, but dump/secrets/$name, made together with it, is gone." >&2
      echo "Restore dump/secrets from a backup, or remove dump/postgres to begin with nothing." >&2
      exit 1
    fi
  done
fi

# secret NAME: prints it, having made it if there is none.
secret() {
  local file=$secrets/$1
  if [ ! -s "$file" ]; then
    head -c 36 /dev/urandom | base64 | tr '+/' '-_' >"$file.new"
    mv "$file.new" "$file"
    echo "made dump/secrets/$1" >&2
  fi
  cat "$file"
}

# show SERVICE UID NAME: hands standard input to a service, as the file NAME.
show() {
  local folder=$secrets/for/$1
  install -d -o "$2" -g "$2" -m 500 "$folder"
  cat >"$folder/.$3"
  chown "$2:$2" "$folder/.$3"
  chmod 400 "$folder/.$3"
  mv -f "$folder/.$3" "$folder/$3"
}

mkdir -p "$secrets/for"
chmod 700 "$dump" "$secrets"
superuser=$(secret postgres-password)
database=$(secret database-password)
lantern=$(secret lantern-secret)
web=$(secret redis-web-password)
chat=$(secret redis-chat-password)

echo "$superuser" | show db $postgres postgres_password
echo "$database" | show db $postgres lantern_password
echo "postgres://lantern:$database@db:5432/lantern" | show web $node database_url
echo "redis://web:$web@redis:6379" | show web $node redis_url
echo "$lantern" | show web $node lantern_secret
echo "redis://chat:$chat@redis:6379" | show chat $node redis_url
# Chat counts the people in rooms, in keys of its own. Web looks how full Redis is (INFO). Whoever takes over chat must not reach people's sessions. The healthcheck needs no password, and can do nothing.
show redis $redis users.acl <<USERS
user default on nopass resetkeys resetchannels -@all +ping
user web on >$web ~* &lantern:* +@all -@admin -@dangerous +info
user chat on >$chat resetkeys ~lantern:counts* &lantern:* -@all +@connection +@pubsub +del +expire +hdel +hexists +hscan +hset +zadd +zrange +zrem +zremrangebyscore -@admin -@dangerous
USERS

own() { # a restored backup may belong to anybody
  mkdir -p "$dump/$1"
  find "$dump/$1" ! -user "$2" -exec chown -h "$2:$2" {} +
  chmod 700 "$dump/$1"
}
own postgres $postgres
own redis $redis
mkdir -p "$dump/tls/acme"
own tls $nginx
