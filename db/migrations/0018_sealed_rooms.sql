ALTER TABLE "rooms" ADD COLUMN "sealed" text;--> statement-breakpoint
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_sealed" CHECK ("rooms"."sealed" ~ '^[A-Za-z0-9_-]{43}$');