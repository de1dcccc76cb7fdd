import * as fs from 'node:fs';
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type Stream = { node: unknown; nfd?: number };
/** What emscripten has for files of Node: its part for `fsync` is missing, so that the call succeeds and does nothing. */
type NodeFiles = {
  stream_ops: { fsync?: (stream: Stream) => number };
  realPath(node: unknown): string;
  convertNodeCode(error: unknown): number;
};
type Module = {
  NODEFS: NodeFiles;
  FS: { ErrnoError: new (code: number) => Error };
};
type Options = Parameters<NodeFS['init']>[1];

/**
 * The files of an embedded database, which reach the disk when Postgres asks for it: what it has confirmed is there after a power
 * cut. Postgres asks only when it is started without `-F`.
 */
export class DurableFiles extends NodeFS {
  override async init(pg: PGlite, options: Options) {
    const { emscriptenOpts } = await super.init(pg, options);
    const preRun = [...(emscriptenOpts.preRun as unknown[]), (module: unknown) => addSync(module as Module)];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } as Options };
  }
}

function addSync({ NODEFS: files, FS }: Module): void {
  files.stream_ops.fsync = (stream) => {
    try {
      if (stream.nfd === undefined) syncPath(files.realPath(stream.node));
      else fs.fdatasyncSync(stream.nfd);
      return 0;
    } catch (error) {
      throw new FS.ErrnoError(files.convertNodeCode(error));
    }
  };
}

/** Brings a folder and all that is in it to the disk. @param path of a file or folder */
export function syncTree(path: string): void {
  for (const entry of fs.readdirSync(path, { withFileTypes: true, recursive: true }))
    if (entry.isFile() || entry.isDirectory()) syncPath(`${entry.parentPath}/${entry.name}`);
  syncPath(path);
}

/** Brings a file's content, or a folder's list of names, to the disk. */
export function syncPath(path: string): void {
  const file = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}
