import { alsoWhenInvalid, examineEnvironment, readEnvironment } from '@lantern/service/environment';
import { z } from 'zod';
import { displayedName } from '../text/displayed-name.ts';
import type { ProviderSettings } from './sites/site.ts';
import { KNOWN_SITES } from './sites/sites.ts';

/** OIDC_WORK_ISSUER, OIDC_MY_CLUB_CLIENT_ID_FILE: the name is the operator's, so no fixed schema can list them. */
const OWN = /^OIDC_([A-Z0-9]+(?:_[A-Z0-9]+)*?)_(?:ISSUER|CLIENT_ID|CLIENT_SECRET|LABEL)(?:_FILE)?$/;

const issuer = z.string().refine(isIssuer, 'must be an https:// address, or an http:// one of this machine');
const text = z.string().regex(/^[\x21-\x7e]+$/, 'must be one word');
const label = displayedName(40, 'must be at most 40 characters').optional();

type Group = { name: string; prefix: string; needed: string[] };

/** What belongs together, whether or not it is there. */
function groupsIn(env: NodeJS.ProcessEnv): Group[] {
  const names = Object.keys(env).flatMap((key) => (env[key] && OWN.exec(key)?.[1]) || []);
  const own = [...new Set(names)].map((name) => ({
    name: name.toLowerCase().replaceAll('_', '-'),
    prefix: `OIDC_${name}_`,
    needed: ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET'],
  }));
  const known = KNOWN_SITES.map(({ name }) => ({
    name,
    prefix: `${name.toUpperCase()}_`,
    needed: ['CLIENT_ID', 'CLIENT_SECRET'],
  }));
  return [...known, ...own];
}

/**
 * Adds the variables of the providers that an environment names: the sites known here, and `OIDC_<NAME>_…`.
 *
 * @returns the schema with them, which refuses half a provider and a misspelt variable; what they hold `readWithProviders` reads
 */
export function withProviders<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: NodeJS.ProcessEnv,
): z.ZodObject<Shape> {
  const groups = groupsIn(env);
  const shape: Record<string, z.ZodType> = {};
  for (const { prefix, needed } of groups) {
    for (const part of needed) shape[prefix + part] = (part === 'ISSUER' ? issuer : text).optional();
    if (needed.includes('ISSUER')) shape[`${prefix}LABEL`] = label;
  }
  for (const key of Object.keys(env))
    if (/^OIDC_/.test(key) && !OWN.test(key))
      shape[key] = z
        .never('is not known: OIDC_<NAME>_ISSUER, _CLIENT_ID, _CLIENT_SECRET and _LABEL are')
        .optional();
  const whole = z.superRefine<Record<string, unknown>>((values, { addIssue }) => {
    const need = (key: string, why: string) => addIssue({ code: 'custom', path: [key], message: why });
    for (const { name, prefix, needed } of groups) {
      const given = [...needed, 'LABEL'].map((part) => prefix + part).find((key) => values[key]);
      if (!given) continue;
      for (const part of needed) if (!values[prefix + part]) need(prefix + part, `is required with ${given}`);
      // Taken from a request, it would be for a stranger to choose where a provider sends people.
      if (!values.PUBLIC_URL)
        need('PUBLIC_URL', `is required with ${given}: where its site sends people back to`);
      const known = `${name.toUpperCase()}_`;
      if (prefix !== known && values[`${known}CLIENT_ID`])
        need(given, `the provider of ${known}CLIENT_ID is called ${name} already: choose another name`);
    }
    const secrets = groups.map(({ prefix }) => values[`${prefix}CLIENT_SECRET`]);
    if (values.LANTERN_SECRET && secrets.includes(values.LANTERN_SECRET))
      need('LANTERN_SECRET', 'is a password already: openssl rand -base64 48 makes one of its own');
  }, alsoWhenInvalid);
  return schema.extend(shape).check(whole) as unknown as z.ZodObject<Shape>;
}

/**
 * The providers that are configured.
 *
 * @param env that the values were read of
 * @param values what `readEnvironment` or `examineEnvironment` made of it with the schema of `withProviders`
 * @returns those that are whole, in the order that people see
 */
function providersOf(env: NodeJS.ProcessEnv, values: object): ProviderSettings[] {
  const found = values as Record<string, string | undefined>;
  return groupsIn(env).flatMap(({ name, prefix }) => {
    const { [`${prefix}CLIENT_ID`]: clientId, [`${prefix}CLIENT_SECRET`]: clientSecret } = found;
    const { [`${prefix}ISSUER`]: own, [`${prefix}LABEL`]: ownLabel } = found;
    const known = KNOWN_SITES.find((each) => prefix === `${each.name.toUpperCase()}_`);
    if (!clientId || !clientSecret) return [];
    if (known) return [{ ...known, clientId, clientSecret }];
    const shown = ownLabel ?? prefix.slice('OIDC_'.length, -1).replaceAll('_', ' ');
    const site = own && { protocol: 'openid' as const, issuer: own, again: { prompt: 'login' } };
    return site ? [{ name, label: shown, clientId, clientSecret, site }] : [];
  });
}

/**
 * What an environment says to a schema, and its providers.
 *
 * @throws EnvironmentError naming every variable that is missing or wrong
 */
export function readWithProviders<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: NodeJS.ProcessEnv,
) {
  const values = readEnvironment(withProviders(schema, env), env);
  return { ...values, providers: providersOf(env, values) };
}

/** The same for who looks for mistakes: what is right, and every mistake. */
export function examineWithProviders<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: NodeJS.ProcessEnv,
) {
  const examined = examineEnvironment(withProviders(schema, env), env);
  return { ...examined, providers: providersOf(env, examined.values) };
}

/** Tokens and secrets go there: over HTTPS, or without leaving the machine. */
function isIssuer(wanted: string): boolean {
  const url = URL.parse(wanted);
  if (!url || url.search || url.hash || url.username || url.password) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

const isLoopback = (host: string) =>
  host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
