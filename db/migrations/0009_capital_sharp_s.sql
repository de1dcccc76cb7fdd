-- The key of a capital ẞ was that of ß itself ("BRP"), which is in no other key: ß is "ss" there. A room that would take the key
-- of another one keeps its own.
UPDATE "rooms" SET "search_key" = "renewed"."key" FROM (
	SELECT DISTINCT ON ("key") "id", "key"
	FROM (SELECT "id", regexp_replace("search_key", 'BRP(?![N-Z])', 'ss', 'g') AS "key" FROM "rooms" WHERE "search_key" ~ 'BRP(?![N-Z])') AS "held"
	WHERE NOT EXISTS (SELECT FROM "rooms" AS "other" WHERE "other"."search_key" = "held"."key")
	ORDER BY "key", "id"
) AS "renewed" WHERE "rooms"."id" = "renewed"."id";
