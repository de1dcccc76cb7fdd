import * as fs from 'node:fs';
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type Stream = { node: unknown; nfd?: number };
type Attributes = { mode?: number };
/**
 * What emscripten has for files of Node: its part for `fsync` is missing, so that the call succeeds and does nothing; and it knows
 * no umask, but sets each new file's mode as it was asked for, 0666 of most.
 */
type NodeFiles = {
  stream_ops: { fsync?: (stream: Stream) => number };
  node_ops: { mknod(parent: unknown, name: string, mode: number, device: number): unknown };
  doSetAttr(file: unknown, node: unknown, attributes: Attributes, ...how: unknown[]): void;
  realPath(node: unknown): string;
  convertNodeCode(error: unknown): number;
};
type Module = {
  NODEFS: NodeFiles;
  FS: { ErrnoError: new (code: number) => Error };
};
type Options = Parameters<NodeFS['init']>[1];

/**
 * The files of an embedded database, which are their owner's alone, and reach the disk when Postgres asks for it: what it has
 * confirmed is there after a power cut. Postgres asks only when it is started without `-F`.
 */
export class DurableFiles extends NodeFS {
  override async init(pg: PGlite, options: Options) {
    const { emscriptenOpts } = await super.init(pg, options);
    const preRun = [...(emscriptenOpts.preRun as unknown[]), mend];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } as Options };
  }
}

function mend(module: unknown): void {
  addSync(module as Module);
  closeToOthers((module as Module).NODEFS);
}

/** The permission bits of the group and of others. */
const OTHERS = 0o077;

function closeToOthers(files: NodeFiles): void {
  const { doSetAttr } = files;
  // biome-ignore lint/complexity/useMaxParams: emscripten calls it.
  files.doSetAttr = (file, node, { mode, ...rest }, ...how) =>
    doSetAttr(file, node, mode === undefined ? rest : { ...rest, mode: mode & ~OTHERS }, ...how);
  const { mknod } = files.node_ops;
  // biome-ignore lint/complexity/useMaxParams: emscripten calls it.
  files.node_ops.mknod = (parent, name, mode, device) => mknod(parent, name, mode & ~OTHERS, device);
}

/** Makes a folder and all that is in it its owner's alone, as what is written now is from the beginning. */
export function restrictToOwner(path: string): void {
  const inside = fs.readdirSync(path, { withFileTypes: true, recursive: true });
  const paths = inside
    .filter((entry) => entry.isFile() || entry.isDirectory())
    .map(({ parentPath, name }) => `${parentPath}/${name}`);
  for (const each of [path, ...paths]) {
    const { mode } = fs.statSync(each);
    if (mode & OTHERS) fs.chmodSync(each, mode & 0o7777 & ~OTHERS);
  }
}

function addSync({ NODEFS: files, FS }: Module): void {
  files.stream_ops.fsync = (stream) => {
    try {
      if (stream.nfd === undefined) fsyncPath(files.realPath(stream.node));
      else fs.fdatasyncSync(stream.nfd);
      return 0;
    } catch (error) {
      throw new FS.ErrnoError(files.convertNodeCode(error));
    }
  };
}

/** Brings a folder and all that is in it to the disk. @param path of a file or folder */
export function fsyncTree(path: string): void {
  for (const entry of fs.readdirSync(path, { withFileTypes: true, recursive: true }))
    if (entry.isFile() || entry.isDirectory()) fsyncPath(`${entry.parentPath}/${entry.name}`);
  fsyncPath(path);
}

/** Brings a file's content, or a folder's list of names, to the disk. */
export function fsyncPath(path: string): void {
  const file = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}
