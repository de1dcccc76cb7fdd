import { z } from 'zod';
import type { ChangeOutcome } from '../../chat-notifier/index.ts';

/** The body of a call that made its change while chat could not be reached. */
export const chatWarning = z
  .strictObject({ chat_notified: z.literal(false) })
  .describe('Done, but chat could not be told: connections that are open now end within 10 minutes');

/** @returns nothing where chat knows of the change */
export const chatWarningOf = ({ chat }: ChangeOutcome): z.output<typeof chatWarning> | undefined =>
  chat === 'published' ? undefined : { chat_notified: false };
