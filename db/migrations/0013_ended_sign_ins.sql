ALTER TABLE "sign_ins" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD COLUMN "successor_seed" text;--> statement-breakpoint
ALTER TABLE "refresh_tokens" ADD COLUMN "used_by" text;--> statement-breakpoint
CREATE INDEX "sign_ins_family_id" ON "sign_ins" USING btree ("family_id") WHERE "sign_ins"."family_id" is not null;