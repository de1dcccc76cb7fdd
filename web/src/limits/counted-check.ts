/**
 * Makes a check whose try was counted before it. If the check fails without a result, because there is too much to do, or the
 * database is away, the try is taken back: nobody has guessed anything, and the owner would be locked out by an outage.
 *
 * @param check resolves with its result, also when that is "wrong"
 * @param takeBack takes back what was counted
 * @throws what `check` throws
 */
export async function countedCheck<Result>(
  check: () => Promise<Result>,
  takeBack: () => Promise<unknown>,
): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    // What keeps the counts may be away as well: the check's own failure is the one to tell.
    await takeBack().catch(() => {});
    throw error;
  }
}
