CREATE TABLE "kv_entries" (
	"user_id" uuid NOT NULL,
	"key" text collate "C" NOT NULL,
	"value" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "kv_entries_user_id_key_pk" PRIMARY KEY("user_id","key")
);
--> statement-breakpoint
CREATE TABLE "kv_usage" (
	"user_id" uuid PRIMARY KEY NOT NULL,
	"keys" integer NOT NULL,
	"bytes" bigint NOT NULL,
	"max_keys" integer NOT NULL,
	"max_bytes" bigint NOT NULL,
	CONSTRAINT "kv_usage_quota" CHECK ("kv_usage"."keys" <= "kv_usage"."max_keys" and "kv_usage"."bytes" <= "kv_usage"."max_bytes")
);
--> statement-breakpoint
ALTER TABLE "kv_entries" ADD CONSTRAINT "kv_entries_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "kv_usage" ADD CONSTRAINT "kv_usage_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;