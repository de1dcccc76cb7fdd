import { type Relay, startRelay } from '../../chat/src/testing/relay.ts';
import { type ProcessesStack, startProcesses } from '../../e2e/stacks/processes.ts';
import type { Service } from '../../e2e/stacks/service.ts';
import { type StandaloneStack, startStandalone } from '../../e2e/stacks/standalone.ts';
import { Traffic } from '../traffic/traffic.ts';

/** A running Lantern with its people. */
export type Site<Stack = ProcessesStack | StandaloneStack> = {
  stack: Stack;
  traffic: Traffic;
  /** Its own programs, by the names of the report. */
  services: Record<string, Service>;
  stop(): Promise<void>;
};

export type ProcessesSite = Site<ProcessesStack> & {
  /** Between the chat processes and Redis. */
  chatRedis: Relay;
};
export type StandaloneSite = Site<StandaloneStack>;

/** Web, several chat processes and the gateway, each a process, with Postgres and Redis. */
export async function startProcessesSite(): Promise<ProcessesSite> {
  let relay: Relay | undefined;
  const stack = await startProcesses({
    chatRedisUrl: async (url) => {
      relay = await startRelay(url);
      return relay.url;
    },
  });
  if (!relay) throw new Error('chat was not told where Redis is');
  const services: Record<string, Service> = {};
  for (const [index, web] of stack.webs.entries()) services[`web ${index + 1}`] = web;
  for (const [index, chat] of stack.chats.entries()) services[`chat ${index + 1}`] = chat;
  services.gateway = stack.nginx;
  return { ...(await peopled(stack, services)), chatRedis: relay };
}

/** `npm start`. */
export async function startStandaloneSite(): Promise<StandaloneSite> {
  const stack = await startStandalone('', { CHAT_MESSAGES_PER_MINUTE: '1000' });
  return peopled(stack, { 'npm start': stack.service });
}

async function peopled<Stack extends ProcessesStack | StandaloneStack>(
  stack: Stack,
  services: Record<string, Service>,
): Promise<Site<Stack>> {
  try {
    const traffic = await Traffic.enter(stack.baseURL);
    const stop = async () => {
      traffic.leave();
      await stack.stop();
    };
    return { stack, traffic, services, stop };
  } catch (error) {
    const logs = await stack.logs();
    await stack.stop();
    throw new Error(`${(error as Error).message}\n${logs.slice(-3000)}`);
  }
}
