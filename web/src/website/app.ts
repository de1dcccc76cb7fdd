import type { IncomingMessage } from 'node:http';
import express, { type Express } from 'express';
import { commandsInProcess } from '../commands/in-process.ts';
import { answerDeadline, unlessAborted } from '../http/answer-deadline.ts';
import { openApi } from '../http/api/docs.ts';
import { jwks } from '../http/api/jwks.ts';
import { bodyReader } from '../http/bodies.ts';
import { live, type Readiness, readinessOf, ready, takesWrites } from '../http/health.ts';
import { dropLateAnswers } from '../http/late-answers.ts';
import { bundles, publicFiles, readAssets, serviceWorker } from '../http/pages/assets.ts';
import { displayByCookie } from '../http/pages/display.ts';
import { errorPage, errorSender, pageNotFound } from '../http/pages/error-page.ts';
import { localeByCookie, localeByHeader, localeByPerson } from '../http/pages/locale.ts';
import { views } from '../http/pages/views.ts';
import { proxyProbe } from '../http/proxy-probe/proxy-probe.ts';
import { requestDurations } from '../http/request-durations.ts';
import { requestIdFrom, requestIds } from '../http/request-id.ts';
import { requestLog } from '../http/request-log.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { deviceCookies, knownBrowsers } from '../http/session/cookies/devices.ts';
import { formSecrets } from '../http/session/cookies/form-secrets.ts';
import { formTokens } from '../http/session/csrf.ts';
import { currentUser } from '../http/session/current-user.ts';
import { passkeysHere } from '../http/session/relying-party.ts';
import { sameOrigin } from '../http/session/same-origin.ts';
import { privateByDefault, reachedOverHttps, sessions } from '../http/session/session.ts';
import { visitor } from '../http/session/visitor.ts';
import { turns } from '../http/turns.ts';
import { WebMetrics } from '../metrics.ts';
import { siteName } from '../social/sites/sites.ts';
import { introspectInProcess } from '../tokens/room-tokens/check.ts';
import type { SigningKeys } from '../tokens/signing-keys/signing-keys.ts';
import { describeApi } from './api-description.ts';
import { api, apiRoutes, belowRoots, webhooks } from './api-routes.ts';
import { buildFeatures } from './features.ts';
import { pageRoutes, pages } from './page-routes.ts';
import type { WebsiteParts } from './parts.ts';

export type Website = {
  app: Express;
  signingKeys: SigningKeys;
  /** For a chat in the same process: what `POST /commands` does. */
  runCommand: ReturnType<typeof commandsInProcess>;
  /** What `GET /auth/room-token` answers: see chat's `Introspect`. */
  introspect: ReturnType<typeof introspectInProcess>;
  /** For a chat in the same process: how a handshake is named in its log. */
  requestId(request: IncomingMessage): string;
  /** What `GET /health/ready` goes by. */
  readiness: Readiness;
  close(): Promise<void>;
};

const DEADLINE_MS = 15_000;

/** Of a program with a token, or of whoever runs the instance: health checks, and chat, which asks for keys. */
const isOfProgram = ({ headers, url = '' }: IncomingMessage) =>
  headers.authorization !== undefined || /^\/(health|\.well-known)\//.test(url);

/**
 * Builds the website from its parts; the parts stay their giver's to close.
 *
 * @returns the Express application, and the keys that sign and check its tokens
 */
export async function buildWebsite(parts: WebsiteParts): Promise<Website> {
  const { database, sharedState, secrets, log } = parts;
  const metrics = parts.metrics ?? new WebMetrics();
  const features = await buildFeatures({ ...parts, metrics });
  const { accounts, commands, cookies, memberships, publicOrigin, signingKeys, social, tokens } = features;
  const https = publicOrigin?.startsWith('https:') ?? false;
  const calls = apiRoutes(features);
  const description = describeApi(calls);
  const readiness = readinessOf({
    database: () => takesWrites(database),
    sharedState: sharedState.check,
  });

  const app = express();
  dropLateAnswers(app, log, errorPage(log, metrics.problems));
  app.set('env', 'production');
  app.disable('x-powered-by');
  app.set('trust proxy', parts.trustedProxies ?? []);
  app.set('query parser', 'simple');
  // Pages are never the same twice, and hashing an answer costs more than sending it again. What has a tag sets its own.
  app.disable('etag');
  views(app, {
    ...readAssets(),
    byMail: features.emails.byMail,
    providers: social.offered,
    siteName,
    membershipSold: memberships.isSold,
  });

  app.use(requestDurations(metrics));
  const isKnownBrowser = knownBrowsers(cookies, secrets.cookies.devices, features.now);
  app.use(turns((req) => (isKnownBrowser(req) ? 'known' : isOfProgram(req) ? 'program' : 'stranger')));
  app.use(requestIds(app));
  if (https) app.use(reachedOverHttps);
  app.use(requestLog(log));
  app.use(securityHeaders(https));
  app.use(localeByHeader(parts.defaultLocale));
  app.get('/health/live', live);
  app.get('/health/ready', ready(readiness));
  app.use(proxyProbe(secrets.proxyProbe));
  app.get('/.well-known/jwks.json', jwks(signingKeys));
  app.get('/openapi.json', openApi(description));
  app.use('/assets', bundles());
  app.use(publicFiles);
  app.use(serviceWorker);
  app.use(answerDeadline(parts.deadline ?? DEADLINE_MS, errorSender(log, metrics.problems)));
  const bodies = bodyReader(parts.rateLimitFactor, parts.bodyWithin);
  app.use(belowRoots(webhooks(features, bodies), api(calls, tokens, bodies)));
  app.use(sameOrigin(publicOrigin, log));
  app.use(bodies.form, bodies.json);
  const visitors = visitor(
    // First: where the others fail, the page that tells of it is in the reader's locale.
    localeByCookie(cookies),
    displayByCookie(cookies),
    sessions(sharedState.sessions, secrets.session, cookies),
    unlessAborted,
    formSecrets(cookies, secrets.cookies.forms),
    deviceCookies(cookies, secrets.cookies.devices, features.now),
    currentUser(accounts, features.sessionLife, features.now),
    unlessAborted,
    localeByPerson,
    privateByDefault,
    formTokens,
  );
  app.use(visitors.page);
  app.use(passkeysHere(publicOrigin));
  app.use(pages(pageRoutes(features, description)));
  app.use(pageNotFound);
  app.use(visitors.failure);
  app.use(errorPage(log, metrics.problems));

  return {
    app,
    signingKeys,
    runCommand: commandsInProcess(tokens, commands, parts.defaultLocale),
    introspect: introspectInProcess(tokens, features.rooms),
    requestId: (request) => requestIdFrom(app, request),
    readiness,
    close: features.close,
  };
}
