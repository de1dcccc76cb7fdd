import { test as base } from '../lantern.ts';
import { asCompose, type ComposeStack } from '../stacks/compose.ts';
import { operatorOf } from '../stacks/operator.ts';

type ChangingContainers = {
  compose: ComposeStack;
  /** Runs lines of the docs as they are pasted, in the folder of docker-compose.yml. */
  paste(lines: string): Promise<string>;
};

/** For stories in which containers come and go. */
export const test = base.extend<{ containers: ChangingContainers }>({
  containers: async ({ stack }, use) => {
    const compose = asCompose(stack);
    const { paste } = await operatorOf(compose);
    await use({ compose, paste });
  },
});
