import { buildChat } from '@lantern/chat';
import { localCluster } from '@lantern/chat/cluster/local';
import { clusterMetrics } from '@lantern/chat/cluster/metrics';
import { ChatMetrics, chatMetrics } from '@lantern/chat/metrics';
import { openEmbedded } from '@lantern/db/embedded';
import { listen, run } from '@lantern/service/lifecycle';
import { createLog } from '@lantern/service/log';
import { readiness } from '@lantern/service/metrics';
import { serveMetrics } from '@lantern/service/metrics/server';
import { logUncaughtErrors } from '@lantern/service/uncaught-errors';
import { buildWebsite } from '@lantern/web';
import { buildAssets } from '@lantern/web/build';
import { configuredParts } from '@lantern/web/configured-parts';
import { WebMetrics, webMetrics } from '@lantern/web/metrics';
import { requestFields } from '@lantern/web/request-context';
import { deriveSecrets } from '@lantern/web/secrets';
import { embeddedState } from '@lantern/web/shared-state/embedded';
import { certificateFiles, readConfig } from './config.ts';
import { commandExecutors } from './console/running-instance.ts';
import { consoleServer } from './console/server.ts';
import { holdDataFolder, keepSecret, prepareDatabase } from './data-folder.ts';
import { readCertificate } from './tls/certificate.ts';
import { buildListener } from './tls/listener.ts';
import { ownHealth } from './watchdog/own-health.ts';
import { onProgress } from './watchdog/progress.ts';
import { endWhenStalled } from './watchdog/stall.ts';
import { systemd } from './watchdog/systemd.ts';

/** Runs web and chat in this process until it is told to stop. */
export const serve = (env: NodeJS.ProcessEnv): Promise<void> =>
  run(async (onStop) => {
    const config = readConfig(env);
    await buildAssets();
    // The database's files and whatever else is made from here on are the owner's alone.
    process.umask(0o077);
    const files = certificateFiles(config);
    const certificate = files && (await readCertificate(files));
    const minFree = config.DATA_MIN_FREE_MB * 2 ** 20;
    const log = createLog('lantern', config.LOG_LEVEL, { fields: requestFields });
    const folder = await holdDataFolder(config.DATA_DIR, (path) =>
      say(`Another Lantern is starting or stopping on ${path}: waiting for it…`),
    );
    let firstStart = false;
    const onFirstStart = () => {
      firstStart = true;
      say('First start: making the database…');
    };
    const database = await prepareDatabase({ folder: folder.path, minFree, onFirstStart });

    const secret = config.LANTERN_SECRET ?? (await keepSecret(folder.path));
    const connection = await openEmbedded({ kind: 'folder', folder: database, minFree });
    const sharedState = embeddedState({ connection, idleSeconds: config.SESSION_IDLE_SECONDS });
    const cluster = localCluster();
    const secrets = deriveSecrets(secret);
    const configured = configuredParts(config, log);
    const counted = { web: new WebMetrics(), chat: new ChatMetrics() };
    const website = await buildWebsite({
      database: connection,
      sharedState,
      cluster,
      secrets,
      log,
      metrics: counted.web,
      ...configured,
      consoles: ['npm run lantern --'],
    });
    const chat = buildChat({
      keys: website.signingKeys.find,
      cluster,
      log,
      runCommand: website.runCommand,
      introspect: website.introspect,
      messagesPerMinute: config.CHAT_MESSAGES_PER_MINUTE,
      socketsPerPerson: config.CHAT_SOCKETS_PER_PERSON,
      allowedOrigins: config.ALLOWED_ORIGINS,
      metrics: counted.chat,
      requestId: website.requestId,
    });
    const metrics = await serveMetrics(config, log, () => [
      ...webMetrics(counted.web),
      ...chatMetrics(counted.chat),
      ...clusterMetrics(cluster.counted),
      readiness(async () => ({ ...(await website.readiness()), chat: await chat.ready() })),
    ]);

    const listeners = { request: website.app, upgrade: chat.upgrade };
    const listener = buildListener(listeners, { certificate, publicUrl: config.PUBLIC_URL }, log);
    const port = await listen(listener.server, { port: config.PORT, host: config.HOST });
    const executorFor = commandExecutors({
      env,
      config,
      folder: folder.path,
      connection,
      secret,
      cluster,
      website,
      log,
    });
    const consoles = consoleServer({
      executorFor,
      onFailure: (error) => log.error(error, 'the console failed'),
    });
    const { server, scheme } = listener;
    const answers = ownHealth({ scheme, host: config.HOST, port, server, database: connection });
    const supervisor = systemd(env, answers, log);
    onProgress(server, supervisor.progress);
    onStop(async () => {
      folder.hangUp();
      await supervisor.stopping();
      await consoles.stop();
      await chat.drain();
      await listener.close();
      await website.close();
      await configured.mail?.close();
      await sharedState.close();
      await connection.close();
      await folder.release();
      metrics.close();
    });
    logUncaughtErrors(log);
    folder.serve(consoles.answer);
    endWhenStalled({ service: 'lantern', seconds: config.STALL_SECONDS, server });
    await supervisor.ready();
    say(
      `Lantern is running. Open ${config.PUBLIC_URL ?? `${listener.scheme}://${nameOf(config.HOST)}:${port}`}`,
    );
    if (firstStart) {
      say('Sign up there, make a room, and send others its address.');
      say('Who is to run it: npm run lantern -- create-superuser, in another terminal.');
    }
    say(`Data is kept in ${folder.path}. Ctrl-C stops.`);
    // What the start leaves behind would stay until there is something to do.
    globalThis.gc?.();
  });

function nameOf(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
