ALTER TABLE "rooms" ADD COLUMN "restriction" text;--> statement-breakpoint
ALTER TABLE "rooms" ADD COLUMN "restriction_label" text;--> statement-breakpoint
ALTER TABLE "rooms" ADD COLUMN "external_id" text;--> statement-breakpoint
CREATE UNIQUE INDEX "rooms_external_id_key" ON "rooms" USING btree ("external_id") WHERE "rooms"."external_id" is not null;--> statement-breakpoint
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_restriction_label" CHECK ("rooms"."restriction_label" is null or "rooms"."restriction" is not null);