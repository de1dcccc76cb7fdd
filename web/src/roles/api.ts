import type { Request } from 'express';
import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { chatWarning, chatWarningOf } from '../http/api/chat-warning.ts';
import { continuation, shownPage } from '../paging.ts';
import { newRole, rightsOfUser, role, roleChange, roleListReply } from './schemas.ts';
import type { EffectiveRights, Role, RoleService } from './service.ts';

export function roleApi(roles: RoleService) {
  return {
    list: apiCall(
      { summary: 'All roles, newest first', query: continuation, status: 200, reply: roleListReply },
      async ({ query }) => shownPage(await roles.list(query.after), shown),
    ),

    create: apiCall(
      {
        summary: 'Create a role: a name for a set of rights',
        body: newRole,
        example: { name: 'Moderators', permissions: ['rooms.delete_any'] },
        status: 201,
        reply: role,
        errors: ['role_name_taken', 'rights_exceed_yours'],
      },
      async ({ body }, req) => shown(await roles.create(accessOf(req).person, body)),
    ),

    get: apiCall({ summary: 'A role', status: 200, reply: role }, async (_input, req) =>
      shown(await roles.get(idIn(req, 'role'))),
    ),

    change: apiCall(
      {
        summary:
          'Change the name or the rights of a role; holds for everybody who has it from their next call on',
        body: roleChange,
        example: { permissions: ['people.view', 'rooms.delete_any'] },
        status: 204,
        warning: chatWarning,
        errors: ['role_name_taken', 'role_sold', 'rights_exceed_yours'],
      },
      async ({ body }, req) =>
        chatWarningOf(await roles.change(accessOf(req).person, idIn(req, 'role'), body)),
    ),

    delete: apiCall(
      {
        summary: 'Delete a role, and take it away from everybody who has it',
        status: 204,
        warning: chatWarning,
        errors: ['role_sold', 'rights_exceed_yours'],
      },
      async (_input, req) => chatWarningOf(await roles.delete(accessOf(req).person, idIn(req, 'role'))),
    ),

    assign: apiCall(
      { summary: 'Give a role to somebody', status: 204, errors: ['rights_exceed_yours'] },
      async (_input, req) => roles.assign(accessOf(req).person, holdingIn(req)),
    ),

    takeAway: apiCall(
      {
        summary: 'Take a role away from somebody',
        status: 204,
        warning: chatWarning,
        errors: ['rights_exceed_yours'],
      },
      async (_input, req) => chatWarningOf(await roles.takeAway(accessOf(req).person, holdingIn(req))),
    ),

    mine: apiCall(
      { summary: 'My rights, and the roles that give them', status: 200, reply: rightsOfUser },
      async (_input, req) => shownRights(await roles.rightsOf(accessOf(req).sub)),
    ),

    ofUser: apiCall(
      {
        summary: 'The rights of somebody, and the roles that give them',
        status: 200,
        reply: rightsOfUser,
      },
      async (_input, req) => shownRights(await roles.rightsOf(idIn(req, 'user'))),
    ),
  };
}

const idIn = (req: Request, name: 'role' | 'user') => String(req.params[name]);
const holdingIn = (req: Request) => ({ userId: idIn(req, 'user'), roleId: idIn(req, 'role') });

function shown({ id, name, permissions, createdAt }: Role) {
  return { id, name, permissions: permissions.toSorted(), created_at: createdAt.toISOString() };
}

function shownRights({ isSuperuser, permissions, roles }: EffectiveRights) {
  return { is_superuser: isSuperuser, permissions, roles: roles.map(shown) };
}
