import { type FileChild, Paragraph, TextRun } from 'docx';
import type { Operation } from '../../web/src/website/api-description.ts';
import { markdown } from '../document/markdown.ts';
import { type Cell, table } from '../document/table.ts';
import { gap, heading } from '../document/text.ts';
import { fill, type Report } from '../report.ts';
import { type Field, fieldsOf, type JsonSchema, typeOf } from '../sources/fields.ts';
import { pageRoutes } from '../sources/pages.ts';
import { descriptionsIn, readText, takeSection } from '../texts.ts';
import { described } from './described.ts';

type Call = { name: string; operation: Operation };

/** Chapter 4: every call of /openapi.json, and every page. */
export function api(report: Report): FileChild[] {
  const { labels, root, locale, walked } = report;
  const words = labels.api;
  const text = readText(root, locale, 'api');
  // In English the description has its own words.
  const about = text.sections.has(words.calls)
    ? descriptionsIn(takeSection(text, words.calls))
    : new Map<string, string>();
  const calls = Object.entries(walked.description.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
  const common = commonErrors(calls);
  const groups = Map.groupBy(calls, ({ operation }) => operation.tags[0] ?? '');
  return [
    heading(`4. ${text.title}`, 1),
    ...markdown(text.intro),
    ...[...text.sections].flatMap(([title, tokens]) => [heading(title, 2), ...markdown(tokens)]),
    heading(words.common, 2),
    errorTable(common, report),
    gap(),
    ...[...groups].flatMap(([tag, own]) => [
      heading(`/${tag}`, 2),
      ...own.flatMap((call) => describeCall(call, { report, about: about.get(call.name), common })),
    ]),
    heading(words.pages, 2),
    pageTable(report),
  ];
}

type Context = { report: Report; about: string | undefined; common: Set<string> };

function describeCall({ name, operation }: Call, { report, about, common }: Context): FileChild[] {
  const words = report.labels.api;
  const rows = [...requestRows(operation, report), ...replyRows(operation, report)];
  const errors = errorsOf(operation).filter((error) => !common.has(error));
  const empty = Object.entries(operation.responses).find(
    ([status, { content }]) => status < '300' && !content,
  );
  const facts = [
    fill(words.needs, { access: accessOf(operation, words) }),
    empty && fill(words.no_body, { status: empty[0] }),
    errors.length > 0 && fill(words.errors, { errors: errors.join(', ') }),
  ];
  return [
    heading(name, 3),
    new Paragraph({
      keepNext: true,
      children: about ? described(about) : [new TextRun(`${operation.summary}.`)],
    }),
    new Paragraph({
      keepNext: rows.length > 0,
      children: [new TextRun({ text: facts.filter(Boolean).join(' '), size: 20 })],
    }),
    ...(rows.length > 0 ? [fieldTable(rows, report), gap()] : []),
  ];
}

const fieldTable = (rows: Cell[][], { labels: { api: words } }: Report) =>
  table(
    [
      [words.where, 13],
      [words.field, 34],
      [words.type, 43],
      [words.required, 10],
    ],
    rows,
  );

function requestRows({ parameters = [], requestBody }: Operation, report: Report): Cell[][] {
  const { api: words, ...labels } = report.labels;
  const inUrl = (parameters as { name: string; in: string; required?: boolean; schema: JsonSchema }[]).map(
    ({ name, in: place, required, schema }) => [
      place === 'path' ? words.in_path : words.in_query,
      { code: name },
      { code: typeOf(schema) },
      required ? labels.yes : labels.no,
    ],
  );
  const body = Object.values(requestBody?.content ?? {})[0]?.schema as JsonSchema | undefined;
  return [...inUrl, ...(body ? bodyRows(words.in_body, body, report) : [])];
}

function replyRows({ responses }: Operation, report: Report): Cell[][] {
  return Object.entries(responses)
    .filter(([status]) => status < '300')
    .flatMap(([status, { content }]) => {
      const schema = content?.['application/json']?.schema as JsonSchema | undefined;
      return schema ? bodyRows(fill(report.labels.api.in_reply, { status }), schema, report) : [];
    });
}

function bodyRows(place: string, schema: JsonSchema, { labels }: Report): Cell[][] {
  const fields = fieldsOf(schema);
  const all: Field[] =
    fields.length > 0 ? fields : [{ name: labels.none, type: typeOf(schema), isRequired: true }];
  return all.map(({ name, type, isRequired }) => [
    place,
    { code: name },
    { code: type },
    isRequired ? labels.yes : labels.no,
  ]);
}

function accessOf(operation: Operation, words: Report['labels']['api']): string {
  const permission = operation['x-permission']?.join(', ');
  if (permission) return fill(words.permission, { permission });
  const [scheme] = operation.security;
  if (!scheme) return words.open;
  return 'room' in scheme ? words.room : words.bearer;
}

/** @returns `401 token_expired` and the like */
function errorsOf({ responses }: Operation): string[] {
  return Object.entries(responses)
    .filter(([status]) => status >= '400')
    .flatMap(([status, { description }]) => description.split(', ').map((code) => `${status} ${code}`));
}

/** @returns the errors that each call can answer with which needs a token */
function commonErrors(calls: Call[]): Set<string> {
  const [first, ...others] = calls
    .filter(({ operation }) => operation.security.length > 0)
    .map(({ operation }) => new Set(errorsOf(operation)));
  return others.reduce((all, own) => all.intersection(own), first ?? new Set<string>());
}

function errorTable(errors: Set<string>, { labels: { api: words } }: Report): FileChild {
  const byStatus = Map.groupBy(errors, (error) => error.split(' ')[0] ?? '');
  return table(
    [
      [words.status, 12],
      [words.codes, 88],
    ],
    [...byStatus].map(([status, own]) => [
      status,
      { code: own.map((error) => error.slice(status.length + 1)).join(', ') },
    ]),
  );
}

function pageTable({ root, labels: { api: words } }: Report): FileChild {
  const guards: Record<string, string> = { everyone: words.everyone, signedIn: words.signed_in };
  return table(
    [
      [words.method, 12],
      [words.path, 52],
      [words.access, 36],
    ],
    pageRoutes(root).map(({ method, path, guard }) => [
      method,
      { code: path },
      guards[guard] ?? { code: guard },
    ]),
  );
}
