/**
 * Reads the body of somebody else's answer, as long as it is a short one.
 *
 * @param limit in bytes, after decompression: a few kilobytes of gzip can be gigabytes
 * @returns undefined when it is longer; the rest is not read then
 */
export async function limitedText(response: Response, limit: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
