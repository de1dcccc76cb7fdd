import { generateKeyPairSync, randomBytes, randomUUID, sign } from 'node:crypto';

export type TestCertificate = { cert: string; key: string };

type Wanted = {
  /** Names and IPv4 addresses. */
  names?: string[];
  from?: Date;
  to?: Date;
  /** Of the key. */
  curve?: string;
};

const DAY = 24 * 60 * 60 * 1000;
export const daysFromNow = (days: number) => new Date(Date.now() + days * DAY);

/**
 * Makes a self-signed certificate (RFC 5280) with an EC key, both in PEM. OpenSSL's program makes none whose time is over.
 */
export function makeCertificate({
  names = ['localhost', '127.0.0.1'],
  from = daysFromNow(-1),
  to = daysFromNow(90),
  curve = 'prime256v1',
}: Wanted = {}): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
  const ecdsaWithSha256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  // Of two with the same name OpenSSL would trust the first one only.
  const commonName = sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(`Lantern test ${randomUUID()}`)));
  const name = sequence(der(0x31, commonName));
  const alternatives = names.map((each) =>
    /^[\d.]+$/.test(each)
      ? der(0x87, Buffer.from(each.split('.').map(Number)))
      : der(0x82, Buffer.from(each)),
  );
  const subjectAltName = sequence(oid(0x55, 0x1d, 0x11), der(0x04, sequence(...alternatives)));
  const body = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    name,
    sequence(time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(subjectAltName)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, privateKey)]);
  const certificate = sequence(body, ecdsaWithSha256, der(0x03, signature));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

/** A tag, the length, and what it is the length of (X.690). */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const lengthBytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content]);
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const oid = (...bytes: number[]) => der(0x06, Buffer.from(bytes));
const integer = (bytes: Buffer) => der(0x02, bytes);
const time = (date: Date) => der(0x17, Buffer.from(date.toISOString().replace(/^..|[-:T]|\.\d+/g, '')));
