import { LINK_SECONDS, linkUrl } from '../../password-reset/index.ts';
import { type Command, textOf } from '../command.ts';
import { Failure } from '../failure.ts';
import { checkPerson, findPerson, personOptions } from './person.ts';

/** For who has forgotten the password, and shall not be told one. */
export const resetLink: Command = {
  name: 'reset-link',
  summary: 'make a link with which somebody sets a new password',
  details: `It works once, for ${LINK_SECONDS / 60} minutes. Links made before for the same person stay good until one is used.`,
  options: {
    ...personOptions,
    url: { value: 'URL', about: 'where people reach Lantern, when PUBLIC_URL is not set' },
  },
  check: (values) =>
    checkPerson(values) ??
    (values.url === undefined || originOf(textOf(values.url)) ? undefined : '--url is no http(s):// address'),
  async run(values, terminal, services) {
    const origin = originOf(textOf(values.url) ?? services.publicUrl);
    if (!origin) throw new Failure('Where do people reach Lantern? Give --url https://…, or set PUBLIC_URL.');
    const person = await findPerson(values, services);
    if (person.disabledAt) throw new Failure(`${person.email} is disabled: enable-user lets them in again.`);
    terminal.out(linkUrl(origin, await services.resetLinks.make(person.id)));
    terminal.err(`Only for ${person.email}. It works once, for ${LINK_SECONDS / 60} minutes.`);
  },
};

function originOf(address: string | undefined): string | undefined {
  const url = address === undefined ? null : URL.parse(address);
  return url && /^https?:$/.test(url.protocol) ? url.origin : undefined;
}
