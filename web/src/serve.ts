import { clusterMetrics } from '@lantern/chat/cluster/metrics';
import { clusterOverRedis } from '@lantern/chat/cluster/redis';
import { isRefusal, isUnavailable, migrateDatabase } from '@lantern/db';
import { Leaving } from '@lantern/service/leaving';
import { listen, run, StartError } from '@lantern/service/lifecycle';
import { createLog, type Logger } from '@lantern/service/log';
import { readiness } from '@lantern/service/metrics';
import { serveMetrics } from '@lantern/service/metrics/server';
import { logUncaughtErrors } from '@lantern/service/uncaught-errors';
import { readConfig } from './config.ts';
import { deriveSecrets } from './crypto/secrets.ts';
import { openDatabase } from './database.ts';
import { readAssets } from './http/pages/assets.ts';
import { closeServer, createWebServer } from './http/server.ts';
import { requestFields } from './limits/request-context.ts';
import { WebMetrics, webMetrics } from './metrics.ts';
import { redisState } from './shared-state/redis.ts';
import { buildWebsite } from './website/app.ts';
import { configuredParts } from './website/configured-parts.ts';

const PATIENCE_MS = 60_000;

/** Runs the website until it is told to stop. */
export const serve = (env: NodeJS.ProcessEnv): Promise<void> =>
  run(async (onStop) => {
    const config = readConfig(env);
    // Told at once, and not when the database has answered.
    readAssets();
    const log = createLog('web', config.LOG_LEVEL, { fields: requestFields });

    await migrateWhenUp(config.DATABASE_URL, log);
    const connection = openDatabase(config.DATABASE_URL);
    const sharedState = redisState({
      url: config.REDIS_URL,
      log,
      idleSeconds: config.SESSION_IDLE_SECONDS,
    });
    const cluster = clusterOverRedis({ url: config.REDIS_URL, log });
    const configured = configuredParts(config, log);
    const counted = new WebMetrics(sharedState.memory);
    counted.queues.set('database', connection.queue);
    const website = await buildWebsite({
      database: connection,
      sharedState,
      cluster,
      secrets: deriveSecrets(config.LANTERN_SECRET),
      log,
      metrics: counted,
      ...configured,
    });
    const metrics = await serveMetrics(config, log, () => [
      ...webMetrics(counted),
      ...clusterMetrics(cluster.counted),
      readiness(website.readiness),
    ]);

    const leaving = new Leaving();
    const server = createWebServer(leaving.before(website.app));
    const port = await listen(server, { port: config.PORT, host: config.HOST });
    onStop(async () => {
      await leaving.begin();
      await closeServer(server);
      await website.close();
      await configured.mail?.close();
      await Promise.allSettled([connection.close(), sharedState.close(), cluster.close()]);
      metrics.close();
    });
    logUncaughtErrors(log);
    log.info({ host: config.HOST, port }, 'listening');
  });

/** Services start in any order: a database that is not up yet is waited for, one that refuses us is not. */
async function migrateWhenUp(url: string, log: Logger): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await migrateDatabase(url);
    } catch (error) {
      if (error instanceof StartError) throw error;
      if (!isUnavailable(error) || isRefusal(error))
        throw new StartError(`the database refuses: ${(error as Error).message}`);
      if (Date.now() > giveUpAt) throw new StartError('the database cannot be reached: check DATABASE_URL');
      log.warn('waiting for the database');
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
