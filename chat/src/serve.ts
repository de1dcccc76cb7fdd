import { Leaving } from '@lantern/service/leaving';
import { listen, run } from '@lantern/service/lifecycle';
import { createLog } from '@lantern/service/log';
import { readiness } from '@lantern/service/metrics';
import { serveMetrics } from '@lantern/service/metrics/server';
import { logUncaughtErrors } from '@lantern/service/uncaught-errors';
import { buildChat } from './chat.ts';
import { clusterMetrics } from './cluster/cluster-metrics.ts';
import { localCluster } from './cluster/local.ts';
import { clusterOverRedis } from './cluster/redis.ts';
import { remoteCommands } from './commands/remote-commands.ts';
import { readConfig } from './config.ts';
import { givenKeys, publishedKeys } from './handshake/keys.ts';
import { ChatMetrics, chatMetrics } from './metrics.ts';
import { remoteIntrospection } from './revocation/remote-introspection.ts';
import { createChatServer } from './server.ts';

/** Runs the chat service until the process gets a signal to stop. */
export const serve = (env: NodeJS.ProcessEnv): Promise<void> =>
  run(async (onStop) => {
    const config = readConfig(env);
    const log = createLog('chat', config.logLevel);
    const cluster = config.redisUrl ? clusterOverRedis({ url: config.redisUrl, log }) : localCluster();
    const keys = 'set' in config.keys ? givenKeys(config.keys.set) : publishedKeys(config.keys.url);
    const { messagesPerMinute, socketsPerPerson, allowedOrigins } = config;
    const counted = new ChatMetrics();
    const chat = buildChat({
      keys: keys.get,
      cluster,
      log,
      runCommand: config.commandsUrl && remoteCommands(config.commandsUrl),
      introspect: config.webUrl && remoteIntrospection(config.webUrl),
      handsOver: config.redisUrl !== undefined,
      messagesPerMinute,
      socketsPerPerson,
      allowedOrigins,
      metrics: counted,
    });
    const ready = async () => (await chat.ready()) && (await keys.ready());
    const metrics = await serveMetrics(config.metrics, log, () => [
      ...chatMetrics(counted),
      ...clusterMetrics(cluster.counted),
      readiness(async () => ({ chat: await ready() })),
    ]);
    const leaving = new Leaving();
    const server = createChatServer({ upgrade: chat.upgrade, ready, leaving });
    const port = await listen(server, config);
    onStop(async () => {
      log.info('stopping');
      await leaving.begin();
      // A gateway that gets no answer any more would end the sockets whose members are about to be handed over.
      await chat.drain();
      server.close();
      await cluster.close();
      server.closeAllConnections();
      metrics.close();
    });
    logUncaughtErrors(log);
    log.info({ host: config.host, port }, 'listening');
  });
