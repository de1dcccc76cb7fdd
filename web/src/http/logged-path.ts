/** Whose last part is a token: the address of an invite. Also misspelt, so that a token in a path that leads nowhere is not logged. */
const SECRET_PATH = /^(\/*invite\/).+$/i;

/**
 * A path as logs may hold it. The gateway has the same rule (nginx.conf).
 *
 * @param path without its query
 */
export const loggedPath = (path: string): string => path.replace(SECRET_PATH, '$1[token]');
