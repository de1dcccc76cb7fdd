import { accountDeletion } from '../account-deletion/index.ts';
import { createPasswords } from '../accounts/passwords/passwords.ts';
import { chatNotifier } from '../chat-notifier/index.ts';
import { commandService } from '../commands/index.ts';
import { ownCookies } from '../http/session/cookies/own-cookies.ts';
import { inviteService } from '../invites/index.ts';
import { inviteRepository } from '../invites/repository.ts';
import { createBatches } from '../kv/batches/batches.ts';
import { kvService } from '../kv/index.ts';
import { kvRepository } from '../kv/repository.ts';
import { createLimits, KV_QUOTA } from '../limits/limits.ts';
import { textsIn } from '../locales/texts.ts';
import { membershipService } from '../membership/index.ts';
import { membershipRepository } from '../membership/repository.ts';
import type { WebMetrics } from '../metrics.ts';
import { moderationService, roomOverview, writeRoomLog } from '../moderation/index.ts';
import { listRepository } from '../moderation/lists/repository.ts';
import { moderationRepository } from '../moderation/repository.ts';
import { peopleService } from '../people/index.ts';
import { peopleRepository } from '../people/repository.ts';
import { HISTORY_DAYS, startRetention } from '../retention/index.ts';
import { retentionRepository } from '../retention/repository.ts';
import { roleService } from '../roles/index.ts';
import { roleRepository } from '../roles/repository.ts';
import { roomMemberService } from '../room-members/index.ts';
import { roomMemberRepository } from '../room-members/repository.ts';
import { roomPresence } from '../room-presence/index.ts';
import { roomSettingsService } from '../room-settings/index.ts';
import { roomSettingsRepository } from '../room-settings/repository.ts';
import { entryRepository } from '../rooms/entry/repository.ts';
import { roomService } from '../rooms/index.ts';
import { listingRepository } from '../rooms/listing/repository.ts';
import { roomRepository } from '../rooms/repository.ts';
import { starService } from '../stars/index.ts';
import { starRepository } from '../stars/repository.ts';
import { signingKeyRepository } from '../tokens/repository.ts';
import { deleteWithdrawnKeys } from '../tokens/signing-keys/key-rotation.ts';
import { loadSigningKeys } from '../tokens/signing-keys/signing-keys.ts';
import { weatherService } from '../weather/index.ts';
import { buildAccountFeatures } from './account-features.ts';
import type { WebsiteParts } from './parts.ts';

const CONSOLES = ['docker compose exec web node web/src/cli.ts', 'npm run lantern --'];
const SESSION_SECONDS = 24 * 60 * 60;

/** What pages and calls are made of, and what the middleware before them needs. */
export type Features = Awaited<ReturnType<typeof buildFeatures>>;

/** Builds every feature from the parts of a website; the parts stay their giver's to close. */
export async function buildFeatures(parts: WebsiteParts & { metrics: WebMetrics }) {
  const { database, sharedState, secrets, log, metrics } = parts;
  const publicOrigin = parts.publicUrl ? new URL(parts.publicUrl).origin : undefined;

  const cookies = ownCookies(secrets.cookies.names, publicOrigin);
  const limits = createLimits(sharedState.limiter, parts.rateLimitFactor ?? 1, metrics.limits);
  const passwords = await createPasswords({
    pepper: secrets.pepper,
    cost: parts.passwordCost,
    factor: parts.rateLimitFactor,
  });
  metrics.queues.set('passwords', passwords.queue);
  const signingKeys = await loadSigningKeys(
    signingKeyRepository(database.db),
    secrets.signingKeyEncryption,
    log,
  );
  const now = parts.now ?? Date.now;
  const sessionSeconds = parts.sessionSeconds ?? SESSION_SECONDS;
  const chat = chatNotifier({ announce: parts.cluster.announce, database, log });
  const { confirm, setPassword, ...accountFeatures } = buildAccountFeatures({
    ...parts,
    publicOrigin,
    cookies,
    limits,
    passwords,
    signingKeys,
    chat,
    notifyPayments: (userId) => memberships.tellEmail(userId),
    acceptInvite: (token, account, { ip }) => invites.accept(token, account, ip ?? 'unknown'),
    now,
    sessionSeconds,
  });
  const roles = roleService({ repository: roleRepository(database.db), chat, log });
  const rooms = roomService({
    repository: roomRepository(database),
    entry: entryRepository(database.lookups),
    listing: listingRepository(database),
    presence: roomPresence(parts.cluster.counts.listen()),
    chat,
    limits,
    log,
  });
  const moderating = moderationRepository(database.db);
  const moderation = moderationService({ repository: moderating, chat, limits, log });
  const overview = roomOverview({ repository: moderating, lists: listRepository(database.db), rooms });
  const roomMembers = roomMemberService({
    repository: roomMemberRepository(database.db),
    rooms,
    moderation,
    chat,
  });
  const roomSettings = roomSettingsService({
    repository: roomSettingsRepository(database.db, writeRoomLog),
    rooms,
    chat,
    limits,
    log,
  });
  const invites = inviteService({ repository: inviteRepository(database.db), rooms, limits });
  const people = peopleService({
    repository: peopleRepository(database),
    hash: passwords.hash,
    setPassword,
    chat,
    log,
  });
  const weather = weatherService({
    provider: parts.weather,
    answers: sharedState.answers,
    limits,
    factor: parts.rateLimitFactor,
  });
  const commands = commandService({ weather, limits, texts: textsIn, defaultLocale: parts.defaultLocale });
  const memberships = membershipService({
    repository: membershipRepository(database.db),
    seller: parts.payments,
    roles,
    limits,
    log,
  });
  const deleteAccount = accountDeletion({ confirm, people, memberships, chat });
  const batches = createBatches(parts.rateLimitFactor);
  metrics.queues.set('large_batches', batches.queues.reading).set('batches', batches.queues.performing);
  const kv = kvService({ repository: kvRepository(database), batches, quota: parts.kvQuota ?? KV_QUOTA });
  const signInsKeptDays = parts.signInsKeptDays ?? HISTORY_DAYS;
  const retention = startRetention({
    repository: retentionRepository(database.db),
    deleteWithdrawnKeys: () => deleteWithdrawnKeys(signingKeyRepository(database.db)),
    vacuum: database.vacuum,
    keptDays: signInsKeptDays,
    log,
    every: parts.retentionEvery,
  });
  return {
    ...accountFeatures,
    deleteAccount,
    memberships,
    people,
    roles,
    rooms,
    stars: starService(starRepository(database.db)),
    moderation,
    roomOverview: overview,
    invites,
    roomMembers,
    roomSettings,
    kv,
    limits,
    signingKeys,
    weather,
    commands,
    publicOrigin,
    cookies,
    consoles: parts.consoles ?? CONSOLES,
    signInsKeptDays,
    now,
    sessionLife: { idle: sharedState.idleSeconds, most: sessionSeconds },
    async close() {
      signingKeys.close();
      await retention.close();
      await passwords.close();
      await batches.close();
    },
  };
}
