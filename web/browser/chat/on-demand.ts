/**
 * Makes something when it is first asked for, such as a part of the page whose module is loaded by `import()`. What fails, as without a
 * network, is tried again the next time.
 *
 * @returns what was made, to all who ask
 */
export function onDemand<Part>(make: () => Promise<Part>): () => Promise<Part> {
  let made: Promise<Part> | undefined;
  return () => {
    made ??= make().catch((error) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
