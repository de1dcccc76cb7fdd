import { parse } from 'yaml';

type Volume = { folder: string; target: string };

/** What the report says of a service in docker-compose.yml. */
export type ComposeService = {
  name: string;
  /** Its Dockerfile, or the image that it runs as it is. */
  made: string;
  /** Those that the machine publishes, as `8080:8080`. */
  ports: string[];
  networks: string[];
  /** Folders of the machine with data. */
  volumes: Volume[];
  dependsOn: string[];
};
export type Compose = { services: ComposeService[]; networks: { name: string; isInternal: boolean }[] };

type ComposeFile = {
  services: Record<string, Service>;
  networks?: Record<string, { internal?: boolean } | null>;
};
type Service = {
  image?: string;
  build?: { context?: string; dockerfile?: string };
  ports?: string[];
  networks?: string[] | Record<string, unknown>;
  volumes?: string[];
  depends_on?: string[] | Record<string, unknown>;
};

/**
 * Reads a compose file.
 *
 * @param text of docker-compose.yml (https://github.com/compose-spec/compose-spec/blob/main/spec.md)
 * @returns its services and networks, in the order of the file
 */
export function readCompose(text: string): Compose {
  const file: ComposeFile = parse(withDefaults(text), { merge: true });
  const services = Object.entries(file.services).map(([name, service]) => ({
    name,
    made: service.build?.dockerfile ?? service.image ?? '',
    ports: service.ports ?? [],
    networks: namesOf(service.networks),
    volumes: (service.volumes ?? []).map(volume).filter(({ folder }) => folder.startsWith('./dump')),
    dependsOn: namesOf(service.depends_on),
  }));
  const networks = Object.entries(file.networks ?? {}).map(([name, network]) => ({
    name,
    isInternal: network?.internal ?? false,
  }));
  return { services, networks };
}

/** `${PORT:-8080}` → `8080` */
const withDefaults = (text: string) => text.replace(/\$\{\w+:-([^}]*)\}/g, '$1');

const namesOf = (list: string[] | Record<string, unknown> = []) =>
  Array.isArray(list) ? list : Object.keys(list);

function volume(text: string): Volume {
  const [folder = '', target = ''] = text.split(':');
  return { folder, target };
}
