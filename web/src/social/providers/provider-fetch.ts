import { limitedText } from '../../text/limited-text.ts';

/** Keys and metadata of the largest providers have about 20 KB. */
const MOST_BYTES = 256 * 1024;

type Options = {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
};

/** What a provider said where it had to say something else; the message holds nothing of what it sent. */
export class ProviderFault extends Error {
  override name = 'ProviderFault';
}

/**
 * Asks a provider: no redirect is followed, since secrets and our own network's reach would go where it says; no answer is
 * read without end.
 *
 * @throws ProviderFault
 */
export async function providerFetch(
  url: string,
  { method, headers, body, signal }: Options,
): Promise<Response> {
  const response = await fetch(url, {
    redirect: 'manual',
    ...(method && { method }),
    ...(headers && { headers }),
    ...(body != null && { body: body as string }),
    ...(signal && { signal }),
  });
  const text = await limitedText(response, MOST_BYTES);
  if (text === undefined) throw new ProviderFault('the answer is too long');
  const { status } = response;
  const mayHaveBody = ![204, 205, 304].includes(status);
  return new Response(mayHaveBody ? text : null, { status, headers: response.headers });
}
