export type { Role } from './repository.ts';
export { type RoleService, roleService } from './service.ts';
