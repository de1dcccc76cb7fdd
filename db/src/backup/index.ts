export { BackupError } from './format.ts';
export { readBackup } from './read.ts';
export { known, restoreBackup } from './restore.ts';
export { type Archive, requireEmpty } from './server.ts';
export { type Sink, writeBackup } from './write.ts';
