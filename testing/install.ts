// node testing/install.ts PROGRAM…: sees to it that these are installed, or says what to type.
import { ensure, installCommand, isProgram } from './debian.ts';

const names = process.argv.slice(2);
const missing = await ensure(names.filter(isProgram));
const unknown = names.filter((name) => !isProgram(name));
if (unknown.length > 0) process.stderr.write(`Unknown: ${unknown.join(', ')}\n`);
if (missing.length > 0) {
  process.stderr.write(`${missing.join(' and ')} missing. To install: ${installCommand(missing)}\n`);
}
process.exitCode = missing.length + unknown.length > 0 ? 1 : 0;
