import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { chatWarning, chatWarningOf } from '../http/api/chat-warning.ts';
import { sessionListReply } from './schemas.ts';
import type { SessionService } from './service.ts';

export function sessionApi(sessions: SessionService) {
  return {
    list: apiCall(
      {
        summary: 'Where I am signed in: browsers and programs, this one first, then the newest; at most 100',
        status: 200,
        reply: sessionListReply,
      },
      async (_input, req) => {
        const { person, sid: id } = accessOf(req);
        const items = await sessions.list(person, { id });
        return {
          items: items.map(({ at, userAgent, ...rest }) => ({
            ...rest,
            at: at.toISOString(),
            user_agent: userAgent,
          })),
          next: null,
        };
      },
    ),

    end: apiCall(
      {
        summary: 'End one of my sessions: its tokens or its browser’s session, and its chat',
        status: 204,
        warning: chatWarning,
      },
      async (_input, req) =>
        chatWarningOf(await sessions.end(accessOf(req).person, String(req.params.session))),
    ),
  };
}
