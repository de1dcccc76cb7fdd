DROP INDEX "rooms_search_key_trigrams";--> statement-breakpoint
CREATE INDEX "rooms_search_sketch_trigrams" ON "rooms" USING gin (regexp_replace("search_key", '[A-M][N-Z]*([N-Z])', '\1', 'g') gin_trgm_ops);--> statement-breakpoint
ANALYZE "rooms";