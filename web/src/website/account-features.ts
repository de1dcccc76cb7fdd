import { confirmation } from '../accounts/confirmation.ts';
import { accountService } from '../accounts/index.ts';
import type { Passwords } from '../accounts/passwords/passwords.ts';
import { passwordSetter } from '../accounts/passwords/set-password.ts';
import { profileService } from '../accounts/profile/profile.ts';
import { accountRecovery } from '../accounts/recovery.ts';
import { accountRepository } from '../accounts/repository.ts';
import { accountRevocation } from '../accounts/revocation.ts';
import { securityMail } from '../accounts/security-mail.ts';
import { passwordSignIn } from '../accounts/sign-ins/password-sign-in.ts';
import { signInRepository } from '../accounts/sign-ins/repository.ts';
import { signInCounts } from '../accounts/sign-ins/sign-in-counts.ts';
import { signInHistory } from '../accounts/sign-ins/sign-in-history.ts';
import type { ChatNotifier } from '../chat-notifier/index.ts';
import { emailService } from '../email/index.ts';
import { emailRepository } from '../email/repository.ts';
import { type BrowserSignInParts, browserSignIn } from '../http/session/browser-sign-in.ts';
import { begunInvites } from '../http/session/cookies/begun-invites.ts';
import type { OwnCookies } from '../http/session/cookies/own-cookies.ts';
import type { Limits } from '../limits/limits.ts';
import { textsIn } from '../locales/texts.ts';
import { limitedMail } from '../mail/limited-mail.ts';
import { buildPasskeys } from '../passkeys/build.ts';
import { passkeyRepository } from '../passkeys/repository.ts';
import { passwordResetService } from '../password-reset/index.ts';
import { resetLinks } from '../password-reset/links.ts';
import { passwordResetRepository } from '../password-reset/repository.ts';
import { sessionService } from '../sessions/index.ts';
import { sessionRepository } from '../sessions/repository.ts';
import { signInPipeline } from '../sign-in/pipeline.ts';
import { openProviders, socialService } from '../social/index.ts';
import { socialRepository } from '../social/repository.ts';
import { tokenService } from '../tokens/index.ts';
import { pendingTokens } from '../tokens/pending-tokens.ts';
import { refreshTokenRepository } from '../tokens/repository.ts';
import { programSignIn } from '../tokens/sign-in.ts';
import type { SigningKeys } from '../tokens/signing-keys/signing-keys.ts';
import { secondFactorCodes } from '../two-factor/codes/codes.ts';
import { twoFactorService } from '../two-factor/index.ts';
import { twoFactorRepository } from '../two-factor/repository.ts';
import type { WebsiteParts } from './parts.ts';

/** What the features of accounts are built from, beside the parts of the website. */
type AccountFeatureParts = WebsiteParts & {
  publicOrigin: string | undefined;
  cookies: OwnCookies;
  limits: Limits;
  passwords: Passwords;
  signingKeys: SigningKeys;
  chat: ChatNotifier;
  /** Tells the payment provider the e-mail address that an account has now. */
  notifyPayments: (userId: string) => Promise<void>;
  acceptInvite: BrowserSignInParts['acceptInvite'];
  now: () => number;
  sessionSeconds: number;
};

/** Builds accounts, their ways in, and everything that they are signed in with. */
export function buildAccountFeatures(parts: AccountFeatureParts) {
  const { sharedState, secrets, log, publicOrigin, cookies, limits, passwords, signingKeys } = parts;
  const { chat, notifyPayments, acceptInvite, now, sessionSeconds } = parts;
  const { db } = parts.database;
  const accountsRepository = accountRepository(parts.database);
  const signInsRepository = signInRepository(db);
  const history = signInHistory({ repository: signInsRepository, log });
  const counts = signInCounts(limits);
  const revocation = accountRevocation({ accountsRepository, signInsRepository, chat });
  const sender =
    parts.mail && publicOrigin
      ? {
          mail: limitedMail({ outbox: parts.mail, limits, log, factor: parts.rateLimitFactor }),
          origin: publicOrigin,
          texts: textsIn,
        }
      : undefined;
  const links = resetLinks(passwordResetRepository(db));
  const emails = emailService({
    repository: emailRepository(db),
    findAccount: accountsRepository.find,
    sender,
    resetLinks: links,
    chat,
    notifyPayments,
    limits,
    log,
  });
  const accounts = accountService({
    repository: accountsRepository,
    signInsRepository,
    passwords,
    emails,
    limits,
    log,
  });
  const byPassword = passwordSignIn({ repository: accountsRepository, passwords, counts, limits, history });
  const setPassword = passwordSetter({ accountsRepository, hash: passwords.hash, chat });
  const confirm = confirmation({ accountsRepository, passwords, limits });
  const notifyOwner = securityMail({ sender, limits, log });
  const profile = profileService({
    accountsRepository,
    signInsRepository,
    confirm,
    setPassword,
    emails,
    notifyOwner,
    chat,
    limits,
  });
  const tokens = tokenService({
    accounts,
    revocation,
    refreshTokens: refreshTokenRepository(db),
    keys: signingKeys,
    limits,
    log,
  });
  const twoFactorSettings = twoFactorRepository(db);
  const codes = secondFactorCodes({ repository: twoFactorSettings, keys: secrets.twoFactor, limits, now });
  const twoFactor = twoFactorService({
    repository: twoFactorSettings,
    codes,
    confirm,
    chat,
    notifyOwner,
    log,
  });
  const pipeline = signInPipeline({ findAccount: accountsRepository.find, history, codes, now });
  const invitesInBrowsers = begunInvites(cookies, secrets.cookies.invites, now);
  const sessions = sessionService({
    repository: sessionRepository(db),
    open: sharedState.openSessions,
    tokens,
    revocation,
    sessionSeconds,
  });
  const passwordResets = passwordResetService({
    links,
    recovery: accountRecovery({ accountsRepository, passwords, history, chat, counts }),
    sender,
    limits,
    log,
  });
  const social = socialService({
    providers: openProviders(parts.providers, publicOrigin, { now, seconds: parts.providerSeconds }),
    repository: socialRepository(db),
    accounts,
    confirm,
    chat,
    notifyOwner,
    limits,
    log,
    now,
  });
  return {
    accounts,
    confirm,
    emails,
    ...buildPasskeys({
      repository: passkeyRepository(db),
      accounts,
      history,
      confirm,
      chat,
      notifyOwner,
      limits,
      log,
      now,
    }),
    passwordResets,
    passwordSignIn: byPassword,
    profile,
    programSignIn: programSignIn({
      passwordSignIn: byPassword,
      pipeline,
      pendingTokens: pendingTokens(signingKeys, now),
      tokens,
    }),
    sessions,
    setPassword,
    signIn: browserSignIn({
      pipeline,
      revocation,
      moveSession: accounts.moveSession,
      cookies,
      begunInvites: invitesInBrowsers,
      acceptInvite,
      now,
    }),
    begunInvites: invitesInBrowsers,
    social,
    tokens,
    twoFactor,
  };
}
