import express, { type Express } from 'express';
import { confirmation } from './accounts/confirmation.ts';
import { accountDeletion } from './accounts/deletion.ts';
import { emailNotice } from './accounts/email-notice.ts';
import { accountEndings } from './accounts/endings.ts';
import { createPasswords } from './accounts/passwords.ts';
import { profileService } from './accounts/profile.ts';
import { accountRecovery } from './accounts/recovery.ts';
import { accountRepository } from './accounts/repository.ts';
import { accountService } from './accounts/service.ts';
import { passwordSetter } from './accounts/set-password.ts';
import { signInHistory } from './accounts/sign-in-history.ts';
import { describeApi } from './api-description.ts';
import { api, apiRoutes, webhooks } from './api-routes.ts';
import { commandsInProcess } from './commands/in-process.ts';
import { commandService } from './commands/service.ts';
import { bundles, publicFiles, readAssetUrls } from './http/assets.ts';
import { browserSignIn } from './http/browser-sign-in.ts';
import { deadline } from './http/deadline.ts';
import { docs, openApi } from './http/docs.ts';
import { errorCataloguePage } from './http/error-catalogue.ts';
import { errorPage, lastResort, pageNotFound } from './http/error-page.ts';
import { live, ready } from './http/health.ts';
import { jwks } from './http/jwks.ts';
import { localeByHeader, localeByPerson, localeBySession, textsIn } from './http/locale.ts';
import { currentPerson } from './http/person.ts';
import { passkeysHere } from './http/relying-party.ts';
import { requestLog } from './http/request-log.ts';
import { sameOrigin } from './http/same-origin.ts';
import { securityHeaders } from './http/security-headers.ts';
import { privateByDefault, reachedOverHttps, sessions } from './http/session.ts';
import { views } from './http/views.ts';
import { createBatches } from './kv/batches.ts';
import { kvRepository } from './kv/repository.ts';
import { kvService } from './kv/service.ts';
import { createLimits, KV_QUOTA } from './limits.ts';
import { membershipRepository } from './membership/repository.ts';
import { membershipService } from './membership/service.ts';
import { buildPasskeys } from './passkeys/build.ts';
import { passkeyRepository } from './passkeys/repository.ts';
import { resetLinks } from './password-reset/links.ts';
import { passwordResetRepository } from './password-reset/repository.ts';
import { passwordResetService } from './password-reset/service.ts';
import { peopleRepository } from './people/repository.ts';
import { peopleService } from './people/service.ts';
import { roleRepository } from './roles/repository.ts';
import { roleService } from './roles/service.ts';
import { roomRepository } from './rooms/repository.ts';
import { roomService } from './rooms/service.ts';
import { pageRoutes, pages } from './routes.ts';
import { sessionRepository } from './sessions/repository.ts';
import { sessionService } from './sessions/service.ts';
import { socialRepository } from './social/repository.ts';
import { openProviders, socialService } from './social/service.ts';
import { pendingTokens } from './tokens/pending-tokens.ts';
import { refreshTokenRepository, signingKeyRepository } from './tokens/repository.ts';
import { tokenService } from './tokens/service.ts';
import { programSignIn } from './tokens/sign-in.ts';
import { loadSigningKeys, type SigningKeys } from './tokens/signing-keys.ts';
import { secondFactorCodes } from './two-factor/codes.ts';
import { twoFactorRepository } from './two-factor/repository.ts';
import { secondFactorStep } from './two-factor/second-factor.ts';
import { twoFactorService } from './two-factor/service.ts';
import { weatherService } from './weather/service.ts';
import type { WebsiteParts } from './website-parts.ts';

export type Website = {
  app: Express;
  signingKeys: SigningKeys;
  /** For a chat in the same process: what `POST /commands` does. */
  runCommand: ReturnType<typeof commandsInProcess>;
  close(): Promise<void>;
};

const CONSOLES = ['docker compose exec web node web/src/cli.ts', 'npm run lantern --'];
const MAX_BODY = '10mb';
const DEADLINE_MS = 15_000;
const SESSION_SECONDS = 24 * 60 * 60;

/**
 * Builds the website from its parts; the parts stay their giver's to close.
 *
 * @returns the Express application, and the keys that sign and check its tokens
 */
export async function buildWebsite(parts: WebsiteParts): Promise<Website> {
  const { connection, sharedState, secrets, log } = parts;
  const publicOrigin = parts.publicUrl ? new URL(parts.publicUrl).origin : undefined;
  const https = publicOrigin?.startsWith('https:') ?? false;

  const limits = createLimits(sharedState.limiter, parts.rateLimitFactor ?? 1);
  const passwords = await createPasswords(secrets.pepper, parts.passwordCost);
  const accountsKept = accountRepository(connection.db);
  const signIns = signInHistory(accountsKept, log);
  const accounts = accountService(accountsKept, passwords, limits, signIns, log);
  const endings = accountEndings(accountsKept, parts.backplane.announce, log);
  const setPassword = passwordSetter(accountsKept, passwords.hash, endings);
  const confirm = confirmation(accountsKept, passwords, limits);
  const sender =
    parts.mail && publicOrigin ? { mail: parts.mail, origin: publicOrigin, texts: textsIn } : undefined;
  const profile = profileService(accountsKept, confirm, setPassword, emailNotice(sender));
  const roles = roleService(roleRepository(connection.db), endings, log);
  const rooms = roomService(roomRepository(connection.db), parts.backplane, log);
  const signingKeys = await loadSigningKeys(
    signingKeyRepository(connection.db),
    secrets.signingKeyEncryption,
    log,
  );
  const tokens = tokenService(
    accounts,
    endings,
    refreshTokenRepository(connection.db),
    signingKeys,
    sharedState.revokedTokens,
    limits,
    log,
  );
  const now = parts.now ?? Date.now;
  const twoFactorKept = twoFactorRepository(connection.db);
  const codes = secondFactorCodes(twoFactorKept, secrets.twoFactor, limits, now);
  const twoFactor = twoFactorService({ kept: twoFactorKept, codes, confirm, endings, log });
  const secondFactor = secondFactorStep(accounts, codes, now);
  const pending = pendingTokens(signingKeys, sharedState.revokedTokens, now);
  const sessionSeconds = parts.sessionSeconds ?? SESSION_SECONDS;
  const openSessions = sessionService(
    sessionRepository(connection.db),
    sharedState.openSessions,
    accounts,
    tokens,
    endings,
    sessionSeconds,
  );
  const passwordResets = passwordResetService({
    links: resetLinks(passwordResetRepository(connection.db)),
    recovery: accountRecovery(accountsKept, passwords, signIns, endings),
    sender,
    limits,
    log,
  });
  const people = peopleService({
    people: peopleRepository(connection.db),
    hash: passwords.hash,
    setPassword,
    endings,
    log,
  });
  const weather = weatherService(parts.weather, sharedState.answers);
  const commands = commandService({ weather, limits, texts: textsIn });
  const providers = openProviders(parts.providers, publicOrigin, now, parts.providerSeconds);
  const socialKept = socialRepository(connection.db);
  const social = socialService({ providers, kept: socialKept, accounts, confirm, endings, limits, log, now });
  const memberships = membershipService(membershipRepository(connection.db), parts.payments, roles, log);
  const deleteAccount = accountDeletion(confirm, people, rooms, memberships, endings);
  const batches = createBatches();
  const kv = kvService(kvRepository(connection.db), batches, parts.kvQuota ?? KV_QUOTA);
  const features = {
    accounts,
    deleteAccount,
    ...buildPasskeys(passkeyRepository(connection.db), { accounts, confirm, endings, limits, log, now }),
    memberships,
    passwordResets,
    people,
    profile,
    programSignIn: programSignIn(accounts, secondFactor, pending, tokens),
    roles,
    rooms,
    secondFactor,
    sessions: openSessions,
    signIn: browserSignIn(accounts, secondFactor, now),
    social,
    tokens,
    twoFactor,
    kv,
    limits,
    signingKeys,
    weather,
    commands,
    publicOrigin,
    consoles: parts.consoles ?? CONSOLES,
  };
  const calls = apiRoutes(features);
  const description = describeApi(calls);

  const app = express();
  app.set('env', 'production');
  app.disable('x-powered-by');
  app.set('trust proxy', parts.trustedProxies ?? []);
  app.set('query parser', 'simple');
  views(app, readAssetUrls());
  app.locals.providers = social.offered;
  app.locals.membershipSold = memberships.isSold;

  if (https) app.use(reachedOverHttps);
  app.use(requestLog(log));
  app.use(securityHeaders(https));
  app.use(localeByHeader);
  app.get('/health/live', live);
  app.get(
    '/health/ready',
    ready({ database: () => connection.query('select 1'), sharedState: sharedState.check }),
  );
  app.get('/.well-known/jwks.json', jwks(signingKeys));
  app.get('/openapi.json', openApi(description));
  app.get('/docs', docs(description));
  app.get('/docs/errors', errorCataloguePage);
  app.use('/assets', bundles);
  app.use(publicFiles);
  app.use(deadline(DEADLINE_MS));
  app.use(webhooks(features, MAX_BODY), api(calls, tokens, MAX_BODY));
  app.use(sameOrigin(publicOrigin));
  app.use(express.urlencoded({ extended: false, limit: MAX_BODY }), express.json({ limit: MAX_BODY }));
  app.use(sessions(sharedState.sessions, secrets.session, https));
  app.use(localeBySession, currentPerson(accounts, sessionSeconds, now), localeByPerson, privateByDefault);
  app.use(passkeysHere(publicOrigin));
  app.use(pages(pageRoutes(features)));
  app.use(pageNotFound);
  app.use(errorPage(log), lastResort(log));

  return {
    app,
    signingKeys,
    runCommand: commandsInProcess(tokens, commands, textsIn),
    async close() {
      signingKeys.close();
      await passwords.close();
      await batches.close();
    },
  };
}
