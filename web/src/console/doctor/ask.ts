import { limitedText } from '../../text/limited-text.ts';

const WITHIN_MS = 5000;
const MOST_BYTES = 256 * 1024;

export type Answer = {
  status: number;
  /** Where a redirect leads; none is followed. */
  location: string | undefined;
  /** Undefined when the body is no JSON, or a very long one. */
  json: unknown;
};

/**
 * Asks another site, for five seconds at most.
 *
 * @throws what fetch does when there is no answer; `trouble` has words for it
 */
export async function ask(url: string, options: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(url, {
    ...options,
    redirect: 'manual',
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  const text = await limitedText(answer, MOST_BYTES);
  return {
    status: answer.status,
    location: URL.parse(answer.headers.get('location') ?? '', url)?.origin,
    json: parsed(text),
  };
}

function parsed(text = ''): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An object as JSON has it; anything else is one without fields. */
export function fieldsOf(json: unknown): Record<string, unknown> {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {};
}
