-- Run once, when the data directory is new. web is no superuser: it owns its database and nothing else.
\set password `cat "$LANTERN_PASSWORD_FILE"`
CREATE ROLE lantern LOGIN PASSWORD :'password';
CREATE DATABASE lantern OWNER lantern;
REVOKE CONNECT ON DATABASE lantern FROM PUBLIC;
\connect lantern
-- Its own, so that a backup taken by web's role can be put back by it.
SET ROLE lantern;
CREATE EXTENSION pg_trgm;
