DROP INDEX "users_email_key";--> statement-breakpoint
DROP INDEX "users_login_key";--> statement-breakpoint
DROP INDEX "roles_name_key";--> statement-breakpoint
DROP INDEX "rooms_search_key_key";--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "display_name" text;--> statement-breakpoint
ALTER TABLE "roles" ADD COLUMN "search_key" text;--> statement-breakpoint
ALTER TABLE "roles" ADD COLUMN "namesake" integer DEFAULT -1 NOT NULL;--> statement-breakpoint
ALTER TABLE "rooms" ADD COLUMN "namesake" integer DEFAULT -1 NOT NULL;--> statement-breakpoint
CREATE INDEX "rooms_old_search_key" ON "rooms" USING btree ("id") WHERE "rooms"."namesake" < 0;--> statement-breakpoint
-- Under a locale that has other small letters for A-Z (Turkish) two accounts could have the same e-mail or login. The older one keeps
-- it; nobody could sign in to the other one by it, because it was never found.
UPDATE "users" SET "login" = NULL WHERE EXISTS (
	SELECT FROM "users" AS "older" WHERE lower("older"."login" collate "C") = lower("users"."login" collate "C") AND "older"."id" < "users"."id"
);--> statement-breakpoint
UPDATE "users" SET "email" = "id" || '@duplicate.invalid' WHERE EXISTS (
	SELECT FROM "users" AS "older" WHERE lower("older"."email" collate "C") = lower("users"."email" collate "C") AND "older"."id" < "users"."id"
);--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_key" ON "users" USING btree (lower("email" collate "C"));--> statement-breakpoint
CREATE UNIQUE INDEX "users_login_key" ON "users" USING btree (lower("login" collate "C"));--> statement-breakpoint
CREATE UNIQUE INDEX "roles_name_key" ON "roles" USING btree ("search_key","namesake");--> statement-breakpoint
CREATE UNIQUE INDEX "rooms_search_key_key" ON "rooms" USING btree ("search_key","namesake");