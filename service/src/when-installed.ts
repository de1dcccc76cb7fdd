/**
 * Loads a program whose packages may be missing: in a fresh clone Node would end with a stack. This file imports nothing, and is
 * imported by its path: `@lantern/service` is one of the packages.
 *
 * @param load imports the program
 */
export async function whenInstalled(load: () => Promise<unknown>): Promise<void> {
  try {
    await load();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND' || !message.startsWith('Cannot find package')) throw error;
    process.stderr.write(
      'Lantern cannot start: its packages are not installed. Run `npm ci` in its folder, and `node web/build.ts`; `npm start` does both by itself.\n',
    );
    process.exit(1);
  }
}
