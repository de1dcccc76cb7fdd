/**
 * Resolves when a condition holds.
 *
 * @param within milliseconds
 * @throws when it does not hold in time
 */
export async function until(condition: () => Promise<boolean>, within = 10_000): Promise<void> {
  const deadline = performance.now() + within;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
