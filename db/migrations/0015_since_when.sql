ALTER TABLE "email_links" ADD COLUMN "created_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "two_factor" ADD COLUMN "on_since" timestamp with time zone;--> statement-breakpoint
UPDATE "two_factor" SET "on_since" = "confirmed_at" WHERE "secret" IS NOT NULL;--> statement-breakpoint
UPDATE "email_links" SET "created_at" = "expires_at" - interval '7 days' WHERE "purpose" = 'undo';
