import { z } from 'zod';
import { MAX_SLOW_MODE, MEMBER_ROLES } from '../protocol.ts';
import type { Notice } from './cluster.ts';

const at = z.number().optional();
const inRoom = { user_id: z.string(), room_id: z.string(), at };

/** The schema of each notice: one that is missing here would be dropped by all processes but web's own. */
const schemas = {
  'room-deleted': z.object({ type: z.literal('room-deleted'), room_id: z.string(), at }),
  'member-removed': z.object({ type: z.literal('member-removed'), ...inRoom }),
  'member-role': z.object({
    type: z.literal('member-role'),
    ...inRoom,
    role: z.enum(MEMBER_ROLES).nullable(),
  }),
  'member-muted': z.object({
    type: z.literal('member-muted'),
    ...inRoom,
    until: z.number().nullable(),
    reason: z.string().optional(),
  }),
  'room-slow-mode': z.object({
    type: z.literal('room-slow-mode'),
    room_id: z.string(),
    seconds: z.int().min(0).max(MAX_SLOW_MODE),
    at,
  }),
  'room-renamed': z.object({
    type: z.literal('room-renamed'),
    room_id: z.string(),
    name: z.string().min(1),
    at,
  }),
  'user-revocation': z.object({ type: z.literal('user-revocation'), user_ids: z.array(z.string()), at }),
  'room-revocation': z.object({ type: z.literal('room-revocation'), room_ids: z.array(z.string()), at }),
  'sign-in-revocation': z.object({
    type: z.literal('sign-in-revocation'),
    user_id: z.string(),
    sign_in_id: z.string(),
    at,
  }),
  'user-renamed': z.object({
    type: z.literal('user-renamed'),
    user_id: z.string(),
    name: z.string().min(1),
    since: z.int(),
    at,
  }),
} satisfies { [Type in Notice['type']]: z.ZodType<Extract<Notice, { type: Type }>> };

/** What web publishes to all chat processes. */
export const noticeSchema: z.ZodType<Notice> = z.union(Object.values(schemas));
