import { type FileChild, Paragraph } from 'docx';
import { z } from 'zod';
import {
  CLOSE,
  CLOSING_REASONS,
  clientFrame,
  commandAnswer,
  commandRequest,
  ERROR_CODES,
  MAX_FRAME,
  MAX_LISTED,
  MAX_TEXT,
  ROOM_TOKEN,
  roomTokenClaims,
  serverFrame,
} from '../../chat/src/protocol.ts';
import { codeBlock } from '../document/code.ts';
import { markdown } from '../document/markdown.ts';
import { table } from '../document/table.ts';
import { gap, heading, paragraph } from '../document/text.ts';
import type { Report } from '../report.ts';
import { type Field, fieldsOf, type JsonSchema } from '../sources/fields.ts';
import { descriptionsIn, readText, takeSection } from '../texts.ts';
import { described, sentence } from './described.ts';

/** Chapter 3: the frames and tokens, from chat/src/protocol.ts and from what was recorded during the walk. */
export function protocol(report: Report): FileChild[] {
  const { labels, root, locale, walked } = report;
  const words = labels.protocol;
  const text = readText(root, locale, 'protocol');
  const client = takeSection(text, words.client);
  const server = takeSection(text, words.server);
  const closing = takeSection(text, words.closing);
  const token = takeSection(text, words.token);
  const access = takeSection(text, words.access);
  return [
    heading(`3. ${text.title}`, 1),
    ...markdown(text.intro),
    ...[...text.sections].flatMap(([title, tokens]) => [heading(title, 2), ...markdown(tokens)]),
    heading(words.token, 2),
    ...markdown(token),
    paragraph(`${words.claims}:`),
    fieldTable(schemaOf(roomTokenClaims), report),
    gap(),
    ...example(walked.roomToken, report),
    heading(words.access, 2),
    ...markdown(access),
    ...example(walked.accessToken, report),
    heading(words.client, 2),
    ...frames({ union: clientFrame, about: descriptionsIn(client), direction: 'client' }, report),
    heading(words.server, 2),
    ...frames({ union: serverFrame, about: descriptionsIn(server), direction: 'server' }, report),
    heading(words.commands, 2),
    paragraph(`${words.request}:`),
    fieldTable(schemaOf(commandRequest), report),
    gap(),
    paragraph(`${words.answer}:`),
    fieldTable(schemaOf(commandAnswer), report),
    gap(),
    heading(words.closing, 2),
    ...closingCodes(descriptionsIn(closing), report),
    heading(words.limits, 2),
    limits(report),
  ];
}

type Frames = { union: z.ZodType; about: Map<string, string>; direction: 'client' | 'server' };

function frames({ union, about, direction }: Frames, report: Report): FileChild[] {
  return frameSchemas(union).flatMap(({ type, schema }) => [
    heading(type, 3),
    new Paragraph({ keepNext: true, children: sentence(about.get(type)) }),
    fieldTable(schema, report),
    gap(),
    ...example(report.walked.frames[direction].get(type), report),
  ]);
}

/** @returns the frames of one direction by their types */
export function frameSchemas(union: z.ZodType): { type: string; schema: JsonSchema }[] {
  const { oneOf, anyOf } = schemaOf(union);
  return (oneOf ?? anyOf ?? []).map((schema) => ({ type: String(schema.properties?.type?.const), schema }));
}

const schemaOf = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;

function fieldTable(schema: JsonSchema, { labels }: Report): FileChild {
  const words = labels.protocol;
  const row = ({ name, type, isRequired }: Field) => [
    { code: name },
    { code: type },
    isRequired ? labels.yes : labels.no,
  ];
  return table(
    [
      [words.field, 30],
      [words.type, 54],
      [words.required, 16],
    ],
    fieldsOf(schema).map(row),
  );
}

function example(value: unknown, { labels }: Report): FileChild[] {
  if (value === undefined) return [];
  return [paragraph(labels.protocol.example), ...codeBlock(JSON.stringify(value, null, 2), 'json'), gap()];
}

function closingCodes(about: Map<string, string>, { labels }: Report): FileChild[] {
  const words = labels.protocol;
  const rows = [
    ...Object.entries(CLOSE).map(([name, code]) => [
      { code: `${code} ${name}` },
      described(about.get(name), { isSmall: true }),
    ]),
    ...CLOSING_REASONS.map((name) => [
      { code: `closing: ${name}` },
      described(about.get(`closing: ${name}`), { isSmall: true }),
    ]),
    ...ERROR_CODES.map((name) => [
      { code: `error: ${name}` },
      described(about.get(`error: ${name}`), { isSmall: true }),
    ]),
  ];
  return [
    table(
      [
        [words.code, 34],
        [words.meaning, 66],
      ],
      rows,
    ),
    gap(),
  ];
}

function limits({ labels }: Report): FileChild {
  const words = labels.protocol;
  const values = { MAX_TEXT, MAX_FRAME, MAX_LISTED, ...prefixed('ROOM_TOKEN.', ROOM_TOKEN) };
  return table(
    [
      [words.name, 50],
      [words.value, 50],
    ],
    Object.entries(values).map(([name, value]) => [{ code: name }, { code: String(value) }]),
  );
}

const prefixed = (prefix: string, values: Record<string, string | number>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
