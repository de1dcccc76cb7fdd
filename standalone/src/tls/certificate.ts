import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { StartError } from '@lantern/service/lifecycle';

/** The files that TLS_CERT and TLS_KEY name. */
export type CertificateFiles = { cert: string; key: string };

export type Certificate = { files: CertificateFiles; cert: string; key: string; first: X509Certificate };

/**
 * Reads a certificate, those that lead to its authority, and its key.
 *
 * @throws StartError naming the variable and what is wrong: a file that is missing or no PEM, two that do not belong together, a
 *   certificate whose time is over or has not come, one that OpenSSL does not serve, such as with a short key
 */
export async function readCertificate(files: CertificateFiles): Promise<Certificate> {
  const [cert, key] = await Promise.all([textOf('TLS_CERT', files.cert), textOf('TLS_KEY', files.key)]);
  const first = parsed(() => new X509Certificate(cert), `TLS_CERT: ${files.cert} holds no certificate (PEM)`);
  const own = parsed(
    () => createPrivateKey(key),
    `TLS_KEY: ${files.key} holds no private key (PEM), or one that is locked with a password`,
  );
  if (!first.checkPrivateKey(own))
    throw new StartError(
      `TLS_KEY: ${files.key} is not the key of the first certificate in ${files.cert}: the site’s own comes first`,
    );
  if (Date.parse(first.validTo) <= Date.now())
    throw new StartError(`TLS_CERT: the certificate in ${files.cert} expired on ${dayOf(first.validTo)}`);
  if (Date.parse(first.validFrom) > Date.now())
    throw new StartError(
      `TLS_CERT: the certificate in ${files.cert} is good from ${dayOf(first.validFrom)} on`,
    );
  requireServable(cert, key, files.cert);
  return { files, cert, key, first };
}

/** OpenSSL may refuse a certificate that can be read: its key is too short, or a later one of the chain is damaged. */
function requireServable(cert: string, key: string, path: string): void {
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    const { message, reason = message } = error as Error & { reason?: string };
    throw new StartError(`TLS_CERT: OpenSSL refuses the certificates in ${path} (${reason})`);
  }
}

async function textOf(variable: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new StartError(`${variable}: cannot read ${path} (${(error as NodeJS.ErrnoException).code})`);
  }
}

function parsed<Value>(parse: () => Value, otherwise: string): Value {
  try {
    return parse();
  } catch {
    throw new StartError(otherwise);
  }
}

const dayOf = (date: string) => new Date(date).toISOString().slice(0, 10);
