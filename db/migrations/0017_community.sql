CREATE TABLE "room_bans" (
	"room_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"reason" text,
	"banned_by" uuid,
	"banned_at" timestamp with time zone DEFAULT now() NOT NULL,
	"until" timestamp with time zone,
	CONSTRAINT "room_bans_room_id_user_id_pk" PRIMARY KEY("room_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "room_invites" (
	"id" uuid PRIMARY KEY NOT NULL,
	"room_id" uuid NOT NULL,
	"created_by" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"max_uses" integer,
	"uses" integer DEFAULT 0 NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "room_invites_token_hash_key" UNIQUE("token_hash"),
	CONSTRAINT "room_invites_uses" CHECK ("room_invites"."max_uses" is null or "room_invites"."uses" <= "room_invites"."max_uses")
);
--> statement-breakpoint
CREATE TABLE "room_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"room_id" uuid NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"act" text NOT NULL,
	"actor_id" uuid,
	"user_id" uuid,
	"reason" text,
	"until" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "room_members" (
	"room_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"joined_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "room_members_room_id_user_id_pk" PRIMARY KEY("room_id","user_id"),
	CONSTRAINT "room_members_role" CHECK ("room_members"."role" in ('member', 'moderator'))
);
--> statement-breakpoint
CREATE TABLE "room_mutes" (
	"room_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"reason" text,
	"muted_by" uuid,
	"muted_at" timestamp with time zone DEFAULT now() NOT NULL,
	"until" timestamp with time zone NOT NULL,
	CONSTRAINT "room_mutes_room_id_user_id_pk" PRIMARY KEY("room_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "room_stars" (
	"user_id" uuid NOT NULL,
	"room_id" uuid NOT NULL,
	"starred_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "room_stars_user_id_room_id_pk" PRIMARY KEY("user_id","room_id")
);
--> statement-breakpoint
CREATE TABLE "room_transfers" (
	"room_id" uuid PRIMARY KEY NOT NULL,
	"to_user_id" uuid NOT NULL,
	"offered_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "rooms" ADD COLUMN "description" text;--> statement-breakpoint
ALTER TABLE "rooms" ADD COLUMN "visibility" text DEFAULT 'listed' NOT NULL;--> statement-breakpoint
ALTER TABLE "rooms" ADD COLUMN "entry" text DEFAULT 'everybody' NOT NULL;--> statement-breakpoint
ALTER TABLE "rooms" ADD COLUMN "slow_mode_seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "room_bans" ADD CONSTRAINT "room_bans_room_id_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."rooms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_bans" ADD CONSTRAINT "room_bans_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_bans" ADD CONSTRAINT "room_bans_banned_by_users_id_fk" FOREIGN KEY ("banned_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_invites" ADD CONSTRAINT "room_invites_room_id_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."rooms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_invites" ADD CONSTRAINT "room_invites_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_log" ADD CONSTRAINT "room_log_room_id_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."rooms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_log" ADD CONSTRAINT "room_log_actor_id_users_id_fk" FOREIGN KEY ("actor_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_log" ADD CONSTRAINT "room_log_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_members" ADD CONSTRAINT "room_members_room_id_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."rooms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_members" ADD CONSTRAINT "room_members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_mutes" ADD CONSTRAINT "room_mutes_room_id_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."rooms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_mutes" ADD CONSTRAINT "room_mutes_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_mutes" ADD CONSTRAINT "room_mutes_muted_by_users_id_fk" FOREIGN KEY ("muted_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_stars" ADD CONSTRAINT "room_stars_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_stars" ADD CONSTRAINT "room_stars_room_id_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."rooms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_transfers" ADD CONSTRAINT "room_transfers_room_id_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."rooms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "room_transfers" ADD CONSTRAINT "room_transfers_to_user_id_users_id_fk" FOREIGN KEY ("to_user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "room_bans_user_id" ON "room_bans" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "room_bans_banned_by" ON "room_bans" USING btree ("banned_by");--> statement-breakpoint
CREATE INDEX "room_bans_until" ON "room_bans" USING btree ("until");--> statement-breakpoint
CREATE INDEX "room_invites_room_id_id" ON "room_invites" USING btree ("room_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "room_invites_created_by" ON "room_invites" USING btree ("created_by");--> statement-breakpoint
CREATE INDEX "room_invites_expires_at" ON "room_invites" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "room_log_room_id_id" ON "room_log" USING btree ("room_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "room_log_at" ON "room_log" USING btree ("at");--> statement-breakpoint
CREATE INDEX "room_log_actor_id" ON "room_log" USING btree ("actor_id");--> statement-breakpoint
CREATE INDEX "room_log_user_id" ON "room_log" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "room_members_user_id" ON "room_members" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "room_mutes_user_id" ON "room_mutes" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "room_mutes_muted_by" ON "room_mutes" USING btree ("muted_by");--> statement-breakpoint
CREATE INDEX "room_mutes_until" ON "room_mutes" USING btree ("until");--> statement-breakpoint
CREATE INDEX "room_stars_room_id" ON "room_stars" USING btree ("room_id");--> statement-breakpoint
CREATE INDEX "room_transfers_to_user_id" ON "room_transfers" USING btree ("to_user_id");--> statement-breakpoint
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_visibility" CHECK ("rooms"."visibility" in ('listed', 'unlisted'));--> statement-breakpoint
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_entry" CHECK ("rooms"."entry" in ('everybody', 'members'));--> statement-breakpoint
ALTER TABLE "rooms" ADD CONSTRAINT "rooms_slow_mode_seconds" CHECK ("rooms"."slow_mode_seconds" between 0 and 21600);