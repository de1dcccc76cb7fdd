import assert from 'node:assert/strict';
import type { Permission } from '../../src/permissions.ts';
import type { Program } from './program.ts';

/**
 * Gives somebody a new role with these rights, through the API.
 *
 * @param superuser signed in
 * @returns the id of the role
 */
export async function grant(superuser: Program, userId: string, permissions: Permission[]): Promise<string> {
  const role = await superuser.post('/roles', { name: `Role ${crypto.randomUUID()}`, permissions });
  assert.equal(role.status, 201);
  const { status } = await superuser.call('PUT', `/users/${userId}/roles/${role.body.id}`);
  assert.equal(status, 204);
  return role.body.id;
}
