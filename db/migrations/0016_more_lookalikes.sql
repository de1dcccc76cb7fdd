-- Names of rooms and roles with letters that count as Latin ones by now, or with tags after a black flag: their keys are renewed at the
-- start. Below -1, because a process of an older release may have added one of the same key with -1.
UPDATE "rooms" SET "namesake" = -2 - "namesake" WHERE "namesake" >= 0 AND "name" ~ U&'[\04AE\04AF\042C\044C\0554\0584\054C\057C]|\+01F3F4[\+0E0020-\+0E007F]';--> statement-breakpoint
UPDATE "roles" SET "namesake" = -2 - "namesake" WHERE "namesake" >= 0 AND "name" ~ U&'[\04AE\04AF\042C\044C\0554\0584\054C\057C]|\+01F3F4[\+0E0020-\+0E007F]';
