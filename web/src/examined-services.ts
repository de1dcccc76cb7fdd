import { connect } from '@lantern/db';
import type { examineConfig } from './config.ts';
import type { Instance } from './console/doctor/instance.ts';
import { placeOf } from './console/doctor/trouble.ts';
import { examinedDatabase } from './examined-database.ts';

/** An instance whose parts are servers: what the console's `doctor` looks at there. */
export function examinedServices(environment: ReturnType<typeof examineConfig>): Instance {
  const { DATABASE_URL: url, LANTERN_SECRET } = environment.values;
  const open = async () => {
    const connection = connect(url ?? '');
    return examinedDatabase({ connection, secret: LANTERN_SECRET, close: connection.close });
  };
  return {
    environment,
    differing: [],
    secret: LANTERN_SECRET,
    hasGateway: true,
    database: url ? { place: placeOf(url), remedy: 'Start it, or correct DATABASE_URL', open } : undefined,
    checks: [],
  };
}
