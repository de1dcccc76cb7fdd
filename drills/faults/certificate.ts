import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { makeCertificate } from '../../testing/certificates.ts';
import type { Drill } from '../drill.ts';
import type { ProcessesSite } from '../site/site.ts';

/** In milliseconds: the certificate is valid for so long, and another comes so long after its end. */
const VALID = 6_000;
const EXPIRED = 10_000;

export const certificateExpired: Drill<ProcessesSite> = {
  name: 'The certificate expires, and is renewed 10 s later',
  seen: 'Browsers warn who opens a new connection; rooms and connections that are open go on',
  within: 5,
  perYear: 0.1,
  expected: { failures: /^CERT_HAS_EXPIRED /, everyMessage: true, states: /^$/ },
  async run({ stack: { gateway }, traffic }, over) {
    const use = async (to: Date) => {
      const { cert, key } = makeCertificate({ to });
      setDefaultCACertificates([...getCACertificates('default'), cert]);
      await writeFile(gateway.certificate.key, key);
      await writeFile(gateway.certificate.cert, cert);
      await gateway.renew();
    };
    await use(new Date(Date.now() + VALID));
    await sleep(VALID);
    traffic.newConnections();
    await sleep(EXPIRED);
    await use(new Date(Date.now() + 24 * 3600 * 1000));
    over();
  },
};
