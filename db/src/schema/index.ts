export { asciiLower } from './ascii.ts';
export * from './kv.ts';
export * from './memberships.ts';
export * from './people.ts';
export * from './rights.ts';
export * from './room-people.ts';
export * from './rooms.ts';
export * from './tokens.ts';
export * from './ways-in.ts';
