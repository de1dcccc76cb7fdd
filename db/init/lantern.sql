-- Run once, when the data directory is new. web is no superuser: it owns its database and nothing else.
\set password `cat "$LANTERN_PASSWORD_FILE"`
CREATE ROLE lantern LOGIN PASSWORD :'password';
CREATE DATABASE lantern OWNER lantern;
REVOKE CONNECT ON DATABASE lantern FROM PUBLIC;
\connect lantern
CREATE EXTENSION IF NOT EXISTS pg_trgm;
