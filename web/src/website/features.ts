import { accountDeletion } from '../account-deletion/index.ts';
import { confirmation } from '../accounts/confirmation.ts';
import { accountService } from '../accounts/index.ts';
import { createPasswords } from '../accounts/passwords/passwords.ts';
import { passwordSetter } from '../accounts/passwords/set-password.ts';
import { profileService } from '../accounts/profile/profile.ts';
import { accountRecovery } from '../accounts/recovery.ts';
import { accountRepository } from '../accounts/repository.ts';
import { accountRevocation } from '../accounts/revocation.ts';
import { securityNotice } from '../accounts/security-notice.ts';
import { passwordSignIn } from '../accounts/sign-ins/password-sign-in.ts';
import { signInCounts } from '../accounts/sign-ins/sign-in-counts.ts';
import { signInHistory } from '../accounts/sign-ins/sign-in-history.ts';
import { chatNotifier } from '../chat-notifier/index.ts';
import { commandService } from '../commands/index.ts';
import { emailService } from '../email/index.ts';
import { emailRepository } from '../email/repository.ts';
import { browserSignIn } from '../http/session/browser-sign-in.ts';
import { ownCookies } from '../http/session/cookies/own-cookies.ts';
import { createBatches } from '../kv/batches/batches.ts';
import { kvService } from '../kv/index.ts';
import { kvRepository } from '../kv/repository.ts';
import { createLimits, KV_QUOTA } from '../limits/limits.ts';
import { textsIn } from '../locales/texts.ts';
import { limitedMail } from '../mail/limited-mail.ts';
import { membershipService } from '../membership/index.ts';
import { membershipRepository } from '../membership/repository.ts';
import type { WebMetrics } from '../metrics.ts';
import { buildPasskeys } from '../passkeys/build.ts';
import { passkeyRepository } from '../passkeys/repository.ts';
import { passwordResetService } from '../password-reset/index.ts';
import { resetLinks } from '../password-reset/links.ts';
import { passwordResetRepository } from '../password-reset/repository.ts';
import { peopleService } from '../people/index.ts';
import { peopleRepository } from '../people/repository.ts';
import { startRetention } from '../retention/index.ts';
import { retentionRepository } from '../retention/repository.ts';
import { roleService } from '../roles/index.ts';
import { roleRepository } from '../roles/repository.ts';
import { roomService } from '../rooms/index.ts';
import { roomRepository } from '../rooms/repository.ts';
import { sessionService } from '../sessions/index.ts';
import { sessionRepository } from '../sessions/repository.ts';
import { signInPipeline } from '../sign-in/pipeline.ts';
import { openProviders, socialService } from '../social/index.ts';
import { socialRepository } from '../social/repository.ts';
import { tokenService } from '../tokens/index.ts';
import { pendingTokens } from '../tokens/pending-tokens.ts';
import { refreshTokenRepository, signingKeyRepository } from '../tokens/repository.ts';
import { programSignIn } from '../tokens/sign-in.ts';
import { loadSigningKeys } from '../tokens/signing-keys/signing-keys.ts';
import { secondFactorCodes } from '../two-factor/codes/codes.ts';
import { twoFactorService } from '../two-factor/index.ts';
import { twoFactorRepository } from '../two-factor/repository.ts';
import { weatherService } from '../weather/index.ts';
import type { WebsiteParts } from './parts.ts';

const CONSOLES = ['docker compose exec web node web/src/cli.ts', 'npm run lantern --'];
const SESSION_SECONDS = 24 * 60 * 60;

/** What pages and calls are made of, and what the middleware before them needs. */
export type Features = Awaited<ReturnType<typeof buildFeatures>>;

/** Builds every feature from the parts of a website; the parts stay their giver's to close. */
export async function buildFeatures(parts: WebsiteParts & { metrics: WebMetrics }) {
  const { connection, sharedState, secrets, log, metrics } = parts;
  const publicOrigin = parts.publicUrl ? new URL(parts.publicUrl).origin : undefined;

  const cookies = ownCookies(secrets.cookies.names, publicOrigin);
  const limits = createLimits(sharedState.limiter, parts.rateLimitFactor ?? 1, metrics.limits);
  const passwords = await createPasswords({
    pepper: secrets.pepper,
    cost: parts.passwordCost,
    factor: parts.rateLimitFactor,
  });
  metrics.queues.set('passwords', passwords.queue);
  const accountsRepository = accountRepository(connection.db);
  const history = signInHistory({ repository: accountsRepository, log });
  const counts = signInCounts(limits);
  const chat = chatNotifier({ announce: parts.cluster.announce, connection, log });
  const revocation = accountRevocation({ accounts: accountsRepository, chat });
  const sender =
    parts.mail && publicOrigin
      ? {
          mail: limitedMail({ outbox: parts.mail, limits, log, factor: parts.rateLimitFactor }),
          origin: publicOrigin,
          texts: textsIn,
        }
      : undefined;
  const links = resetLinks(passwordResetRepository(connection.db));
  const emails = emailService({
    repository: emailRepository(connection.db),
    findAccount: accountsRepository.find,
    sender,
    resetLinks: links,
    chat,
    notifyPayments: (userId) => memberships.tellEmail(userId),
    limits,
    log,
  });
  const accounts = accountService({ repository: accountsRepository, passwords, emails, limits, log });
  const byPassword = passwordSignIn({ repository: accountsRepository, passwords, counts, limits, history });
  const setPassword = passwordSetter({ accounts: accountsRepository, hash: passwords.hash, chat });
  const confirm = confirmation({ accounts: accountsRepository, passwords, limits });
  const notifyOwner = securityNotice({ sender, limits, log });
  const profile = profileService({
    accounts: accountsRepository,
    confirm,
    setPassword,
    emails,
    notifyOwner,
    chat,
    limits,
  });
  const roles = roleService({ repository: roleRepository(connection.db), chat, log });
  const rooms = roomService({ repository: roomRepository(connection.db), chat, limits, log });
  const signingKeys = await loadSigningKeys(
    signingKeyRepository(connection.db),
    secrets.signingKeyEncryption,
    log,
  );
  const tokens = tokenService({
    accounts,
    revocation,
    refreshTokens: refreshTokenRepository(connection.db),
    keys: signingKeys,
    limits,
    log,
  });
  const now = parts.now ?? Date.now;
  const twoFactorSettings = twoFactorRepository(connection.db);
  const codes = secondFactorCodes({ repository: twoFactorSettings, keys: secrets.twoFactor, limits, now });
  const twoFactor = twoFactorService({
    repository: twoFactorSettings,
    codes,
    confirm,
    revocation,
    notifyOwner,
    log,
  });
  const pipeline = signInPipeline({ findAccount: accountsRepository.find, history, codes, now });
  const sessionSeconds = parts.sessionSeconds ?? SESSION_SECONDS;
  const openSessions = sessionService({
    repository: sessionRepository(connection.db),
    open: sharedState.openSessions,
    tokens,
    revocation,
    sessionSeconds,
  });
  const passwordResets = passwordResetService({
    links,
    recovery: accountRecovery({ accounts: accountsRepository, passwords, history, chat, counts }),
    sender,
    limits,
    log,
  });
  const people = peopleService({
    repository: peopleRepository(connection),
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
  const providers = openProviders(parts.providers, publicOrigin, now, parts.providerSeconds);
  const linkedAccounts = socialRepository(connection.db);
  const social = socialService({
    providers,
    repository: linkedAccounts,
    accounts,
    confirm,
    revocation,
    notifyOwner,
    limits,
    log,
    now,
  });
  const memberships = membershipService({
    repository: membershipRepository(connection.db),
    seller: parts.payments,
    roles,
    limits,
    log,
  });
  const deleteAccount = accountDeletion({ confirm, people, memberships, chat });
  const batches = createBatches(parts.rateLimitFactor);
  metrics.queues.set('large_batches', batches.queues.reading).set('batches', batches.queues.performing);
  const kv = kvService({ repository: kvRepository(connection), batches, quota: parts.kvQuota ?? KV_QUOTA });
  const retention = startRetention(
    { ...retentionRepository(connection.db), vacuum: connection.vacuum },
    log,
    parts.retentionEvery,
  );
  return {
    accounts,
    deleteAccount,
    emails,
    ...buildPasskeys({
      repository: passkeyRepository(connection.db),
      accounts,
      history,
      confirm,
      revocation,
      notifyOwner,
      limits,
      log,
      now,
    }),
    memberships,
    passwordResets,
    people,
    profile,
    passwordSignIn: byPassword,
    programSignIn: programSignIn({
      passwordSignIn: byPassword,
      pipeline,
      pendingTokens: pendingTokens(signingKeys, now),
      tokens,
    }),
    roles,
    rooms,
    sessions: openSessions,
    signIn: browserSignIn({ pipeline, revocation, moveSession: accounts.moveSession, cookies, now }),
    social,
    tokens,
    twoFactor,
    kv,
    limits,
    signingKeys,
    weather,
    commands,
    publicOrigin,
    cookies,
    consoles: parts.consoles ?? CONSOLES,
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
