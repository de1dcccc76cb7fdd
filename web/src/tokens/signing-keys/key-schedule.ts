/** How often a running service looks for keys that were added meanwhile, in seconds. */
export const RELOAD_SECONDS = 30;
/** How long others may keep the published keys, in seconds. */
export const JWKS_MAX_AGE = 60;

/** chat does not ask for the keys again within half a minute (jose's cooldown), and nobody is as quick as planned. */
const SLACK = 30;
/** A key signs from this age on, in seconds: by then everybody who checks tokens has it. */
export const SIGNS_FROM = RELOAD_SECONDS + JWKS_MAX_AGE + SLACK;
/** The life of the longest-lived token that is signed, in seconds: access tokens live 15 minutes. */
const LONGEST_TOKEN = 15 * 60;
/** A key is withdrawn when its successor has this age: what it signed last has expired everywhere. */
export const WITHDRAWN_FROM = SIGNS_FROM + RELOAD_SECONDS + LONGEST_TOKEN + SLACK;

/**
 * Who does what among the keys: the newest that everybody knows signs, all that may have signed a living token are
 * published, the rest can be forgotten.
 *
 * @param keys newest first, each with its age in seconds
 */
export function schedule<Key extends { age: number }>(
  keys: readonly Key[],
): { signing: Key | undefined; published: Key[]; withdrawn: Key[] } {
  // The very first key has nobody before it: it signs at once.
  const signing = keys.find(({ age }) => age >= SIGNS_FROM) ?? keys.at(-1);
  const isWithdrawn = (_: Key, at: number) => (keys[at - 1]?.age ?? 0) >= WITHDRAWN_FROM;
  return {
    signing,
    published: keys.filter((key, at) => !isWithdrawn(key, at)),
    withdrawn: keys.filter(isWithdrawn),
  };
}
