import { commandAnswer, commandRequest } from '@lantern/chat/protocol';
import { apiCall } from '../http/api/api-call.ts';
import { roomPassOf } from '../http/api/bearer.ts';
import type { CommandService } from './service.ts';

export function commandApi(service: CommandService) {
  return {
    run: apiCall(
      {
        summary:
          'A slash command of somebody in a room. Chat asks, with the member’s own room token, and tells the room; ' +
          'whoever asks here is answered, and nobody else is told',
        body: commandRequest,
        example: { text: '/weather Moscow' },
        status: 200,
        reply: commandAnswer,
        errors: [
          'command_unknown',
          'too_many_requests',
          'city_not_found',
          'weather_not_configured',
          'weather_key_refused',
          'weather_over_quota',
          'weather_unavailable',
        ],
      },
      async ({ body }, req) => service.run(roomPassOf(req), body),
    ),
  };
}
