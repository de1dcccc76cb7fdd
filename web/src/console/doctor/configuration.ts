import { type Check, ok, warning, wrong } from './finding.ts';
import type { Instance } from './instance.ts';

/** Whether each variable is there and makes sense: what a start checks before everything else. */
export const configurationCheck = ({ environment, differing }: Instance): Check => ({
  name: 'configuration',
  async *findings() {
    for (const problem of environment.problems) yield wrong(problem);
    if (environment.problems.length === 0)
      yield ok('every variable is there that has to be, and makes sense');
    if (differing.length > 0)
      yield warning(
        `looked at as given here; the running server was started with others: ${differing.join(', ')}`,
      );
  },
});
