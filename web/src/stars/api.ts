import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import type { StarService } from './service.ts';

export function starApi(stars: StarService) {
  return {
    star: apiCall(
      {
        summary: 'Put a star on a room, for oneself; on one that has it nothing changes',
        status: 204,
        errors: ['stars_full'],
      },
      (_input, req) => stars.star(accessOf(req).sub, String(req.params.room)),
    ),

    unstar: apiCall({ summary: 'Take one’s star off a room', status: 204 }, (_input, req) =>
      stars.unstar(accessOf(req).sub, String(req.params.room)),
    ),
  };
}
