import { type Bent, SecurityKey, type Wanted } from './security-key.ts';
import type { Page, Visitor } from './visitor.ts';

/** Opens the page that makes a passkey. @returns what a browser would hand to the authenticator */
export async function optionsForNew(visitor: Visitor, password: string): Promise<Wanted & { page: Page }> {
  const fields = { current_password: password };
  const page = await visitor.submit('/settings/passkeys', '/settings/passkeys/new', fields);
  const [, text = '{}'] = /data-passkey-new="([^"]+)"/.exec(page.text) ?? [];
  return { ...JSON.parse(text.replaceAll('&quot;', '"')), page };
}

/** Makes a passkey for who is signed in. */
export async function addPasskey(
  visitor: Visitor,
  password: string,
  key: SecurityKey,
  { called = 'Blue key', bent = {} }: { called?: string; bent?: Bent } = {},
): Promise<Page> {
  const answer = key.create(await optionsForNew(visitor, password), bent);
  return sendCredential(visitor, '/settings/passkeys', answer, { name: called });
}

/** Asks what there is to sign, as the script of the page does. */
export async function optionsToSign(visitor: Visitor, path = '/login/passkey/options'): Promise<Wanted> {
  const headers = { accept: 'application/json', 'x-csrf-token': await visitor.token('/') };
  return JSON.parse((await visitor.request(path, { method: 'POST', headers })).text);
}

/** Signs in with a passkey and nothing else. */
export async function signInWith(visitor: Visitor, key: SecurityKey, bent: Bent = {}): Promise<Page> {
  return sendCredential(visitor, '/login/passkey', key.get(await optionsToSign(visitor), bent));
}

/** Sends what an authenticator answered, as the script of the page does. */
export async function sendCredential(
  visitor: Visitor,
  action: string,
  answer: object,
  fields: Record<string, string> = {},
): Promise<Page> {
  return visitor.submit('/', action, { credential: JSON.stringify(answer), ...fields });
}

/**
 * What a request about passkeys needs that is made on https://lantern.test.
 *
 * @param call `POST /login/passkey`
 * @returns the id of a passkey of the visitor's, and what an authenticator answers where one is asked; else nothing
 */
export async function passkeyFor(
  call: string,
  { visitor, stranger, password }: { visitor: Visitor; stranger: Visitor; password: string },
): Promise<{ id: string; credential: string }> {
  if (!call.includes('passkey')) return { id: '', credential: '' };
  const [key, next] = [new SecurityKey('https://lantern.test'), new SecurityKey('https://lantern.test')];
  await addPasskey(visitor, password, key);
  const answers: Record<string, () => Promise<object>> = {
    'POST /login/passkey': async () => key.get(await optionsToSign(stranger)),
    'POST /settings/confirm/passkey': async () =>
      key.get(await optionsToSign(visitor, '/settings/confirm/passkey/options')),
    'POST /settings/passkeys': async () => next.create(await optionsForNew(visitor, password)),
  };
  return { id: key.id, credential: JSON.stringify(await answers[call]?.()) ?? '' };
}
