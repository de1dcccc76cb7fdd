import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, resolve } from 'node:path';
import type { Connection } from '@lantern/db';
import { openWithoutMigrating } from '@lantern/db/embedded';
import { lifetimeOf } from '@lantern/service/certificate-lifetime';
import { listen, StartError } from '@lantern/service/lifecycle';
import { type Check, ok, warning, wrong } from '@lantern/web/console/finding';
import type { DatabaseOfInstance, Instance } from '@lantern/web/console/instance';
import { examinedDatabase } from '@lantern/web/examined-database';
import { certificateFiles, type examineConfig } from '../config.ts';
import { databaseIn, holdDataFolder, readSecret, requireOwnData } from '../data-folder.ts';
import { type CertificateFiles, readCertificate } from '../tls/certificate.ts';

type Environment = ReturnType<typeof examineConfig>;

const placed = (folder: string) => ({
  place: `embedded, in ${folder}`,
  remedy: 'Put back a backup of DATA_DIR, made while Lantern was stopped',
});

/** An instance that does not run, looked at by the console itself. What a first start makes is not made. */
export function examinedStopped(environment: Environment): Instance {
  const { DATA_DIR, LANTERN_SECRET, PORT, HOST } = environment.values;
  const checks = certificateChecks(environment);
  if (PORT !== undefined && HOST !== undefined) checks.push(portCheck(PORT, HOST));
  const instance = { environment, differing: [], secret: LANTERN_SECRET, hasGateway: false, checks };
  if (DATA_DIR === undefined) return { ...instance, database: undefined };

  const path = resolve(DATA_DIR);
  checks.push(folderCheck(path));
  const database: DatabaseOfInstance = {
    ...placed(path),
    async open() {
      if (!existsSync(databaseIn(path))) return undefined;
      // Held, so that nobody starts meanwhile: two processes on one database would destroy it.
      const folder = await holdDataFolder(path);
      try {
        const connection = await openWithoutMigrating(databaseIn(path));
        const close = () => connection.close().finally(folder.release);
        const secret = LANTERN_SECRET ?? (await readSecret(path));
        return examinedDatabase({ connection, secret, close });
      } catch (error) {
        await folder.release();
        throw error;
      }
    },
  };
  return { ...instance, database };
}

export type ExaminedRunning = {
  environment: Environment;
  /** Variables that it was started with otherwise than `environment` has them. */
  differing: string[];
  running: { connection: Connection; folder: string; secret: string };
};

/** The instance that runs in this process. */
export function examinedRunning({ environment, differing, running }: ExaminedRunning): Instance {
  const { connection, folder } = running;
  const secret = environment.values.LANTERN_SECRET ?? running.secret;
  const open = async () => examinedDatabase({ connection, secret, close: async () => {} });
  const database = { ...placed(folder), open };
  const checks = certificateChecks(environment);
  return { environment, differing, secret, hasGateway: false, database, checks };
}

function certificateChecks({ values }: Environment): Check[] {
  const files = certificateFiles(values);
  return files ? [certificateCheck(files)] : [];
}

const certificateCheck = (files: CertificateFiles): Check => ({
  name: 'certificate',
  async *findings() {
    try {
      const { words, endsSoon } = lifetimeOf((await readCertificate(files)).first);
      yield endsSoon ? warning(`${files.cert} is ${words}: renew it`) : ok(`${files.cert} is ${words}`);
    } catch (error) {
      yield wrong((error as Error).message);
    }
  },
});

const portCheck = (port: number, host: string): Check => ({
  name: 'port',
  async *findings() {
    const server = createServer();
    try {
      await listen(server, { port, host });
      yield ok(`${port} on ${host} is free`);
    } catch (error) {
      yield wrong((error as Error).message);
    } finally {
      server.close();
    }
  },
});

const folderCheck = (path: string): Check => ({
  name: 'data',
  async *findings() {
    let there = path;
    while (!existsSync(there)) there = dirname(there);
    try {
      await access(there, constants.W_OK | constants.X_OK);
      requireOwnData(path);
      yield ok(there === path ? `is kept in ${path}` : `will be kept in ${path}`);
    } catch (error) {
      if (error instanceof StartError) return yield wrong(error.message);
      const { code } = error as NodeJS.ErrnoException;
      yield wrong(`cannot write to ${there} (${code}): set DATA_DIR to a folder of yours`);
    }
  },
});
