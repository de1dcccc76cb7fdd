import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { FileChild } from 'docx';
import { INNER_ARCHIVE } from '../archive.ts';
import { fileName } from '../author.ts';
import { codeBlock } from '../document/code.ts';
import { table } from '../document/table.ts';
import { heading, paragraph } from '../document/text.ts';
import { fill, type Report } from '../report.ts';

/** The backends of website and chat, in the order in which a request or a message passes them. */
const KEY_FILES = {
  web: [
    'web/src/main.ts',
    'web/src/website/app.ts',
    'web/src/website/page-routes.ts',
    'web/src/rooms/pages.ts',
    'web/src/rooms/service.ts',
    'web/src/rooms/repository.ts',
    'web/src/accounts/pages.ts',
    'web/src/sign-in/pages.ts',
    'web/src/sign-in/pipeline.ts',
    'web/src/tokens/pages.ts',
    'web/src/tokens/room-tokens/room-tokens.ts',
    'db/src/schema/people.ts',
    'db/src/schema/rooms.ts',
  ],
  chat: [
    'chat/src/main.ts',
    'chat/src/chat.ts',
    'chat/src/protocol.ts',
    'chat/src/handshake/upgrade.ts',
    'chat/src/handshake/room-token.ts',
    'chat/src/connection/frame-handler.ts',
    'chat/src/connection/connection.ts',
    'chat/src/room/rooms.ts',
    'chat/src/room/room.ts',
    'chat/src/room/room-delivery.ts',
  ],
};

/** The appendices: key files of both backends, and what the archive holds. */
export function appendices(report: Report): FileChild[] {
  const { labels, root, files, isTogether, author } = report;
  const words = labels.appendices;
  const listing = (path: string) => [
    heading(path, 2),
    ...codeBlock(readFileSync(join(root, path), 'utf8'), 'typescript'),
  ];
  const about = { name: fileName(author, 'zip'), count: files.length };
  return [
    heading(words.web, 1),
    ...KEY_FILES.web.flatMap(listing),
    heading(words.chat, 1),
    ...KEY_FILES.chat.flatMap(listing),
    heading(words.archive, 1),
    paragraph(fill(words.archive_about, about)),
    ...(isTogether ? [paragraph(fill(words.archive_together, { name: INNER_ARCHIVE }))] : []),
    table(
      [
        [words.folder, 30],
        [words.files, 70],
      ],
      [...Map.groupBy(files, dirname)].map(([folder, own]) => [
        { code: folder === '.' ? '/' : `${folder}/` },
        own.map((file) => posix.basename(file)).join(' '),
      ]),
    ),
  ];
}
