import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type Check, ok, wrong } from '../finding.ts';
import { codeOf } from '../trouble.ts';

/** Whether the name in PUBLIC_URL leads anywhere. @param url PUBLIC_URL; absent, or with an address: there is no name */
export const dnsCheck = (url: string | undefined): Check => ({
  name: 'DNS',
  async *findings() {
    const name = url === undefined ? '' : new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
    if (name === '' || isIP(name)) return;
    try {
      const addresses = await lookup(name, { all: true });
      yield ok(`${name} is ${addresses.map(({ address }) => address).join(', ')}`);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOTFOUND')
        yield wrong(
          `${name} has no address: give it an A or AAAA record where its zone is kept, or correct PUBLIC_URL`,
        );
      else yield wrong(`this machine cannot ask for addresses (${code}): correct its /etc/resolv.conf`);
    }
  },
});
