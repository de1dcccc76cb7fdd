import { z } from 'zod';
import english from '../../locales/en/api.json' with { type: 'json' };
import { catalogue, type ErrorCode } from '../errors.ts';
import { PATH_IDS, pathId } from '../http/api/path-ids.ts';
import { LOCALES } from '../locales/locales.ts';
import type { Permission } from '../permissions.ts';
import { type ApiRoute, rightsFor } from './api-routes.ts';

export type Operation = {
  operationId: string;
  summary: string;
  /** Calls below one path belong together. */
  tags: string[];
  security: object[];
  /** The rights of which the call needs one. */
  'x-permission'?: readonly Permission[];
  parameters?: object[];
  requestBody?: { required: true; content: Record<string, { schema: JsonSchema; example?: unknown }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: JsonSchema }> }>;
};
export type Description = ReturnType<typeof describeApi>;
type JsonSchema = z.core.JSONSchema.BaseSchema;

const ALWAYS: ErrorCode[] = [
  'invalid_fields',
  'malformed_request',
  'unsupported_media_type',
  'body_too_large',
  'internal',
  'unavailable',
  'busy',
];
const WITH_TOKEN: ErrorCode[] = [
  'token_missing',
  'token_invalid',
  'token_signature',
  'token_expired',
  'token_revoked',
];

/**
 * The API in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1), made of the very schemas that its input is checked with.
 *
 * @param table every call, as it is mounted
 */
export function describeApi(table: ApiRoute[]) {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of table) {
    const path = route[1].replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route[0]]: operation(route, path) };
  }
  const bearer = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' };
  const room = { ...bearer, description: 'The token of POST /rooms/{room}/token' };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lantern',
      version: '1',
      description: `${english.about} Languages: ${LOCALES.join(', ')}.`,
    },
    externalDocs: { description: 'Every error', url: '/docs/errors' },
    components: { securitySchemes: { bearer, room } },
    paths,
  };
}

function operation([method, path, guard, call]: ApiRoute, described: string): Operation {
  const rights = rightsFor(guard);
  const parameters = [...pathParameters(described), ...queryParameters(call.query)];
  const codes = [
    ...ALWAYS,
    ...(guard === 'everyone' ? [] : WITH_TOKEN),
    ...(rights.length > 0 ? (['permission_missing', 'two_factor_required'] as const) : []),
    ...Object.entries(PATH_IDS).flatMap(([name, code]) => (path.includes(`:${name}`) ? [code] : [])),
    ...(call.errors ?? []),
    ...(call.limit ? (['too_many_requests'] as const) : []),
  ];
  return {
    operationId: `${method}${path.replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: call.summary,
    tags: [described.split('/')[1] ?? ''],
    security: guard === 'everyone' ? [] : [{ [guard === 'room' ? 'room' : 'bearer']: [] }],
    ...(rights.length > 0 && { 'x-permission': rights }),
    ...(parameters.length > 0 && { parameters }),
    ...(call.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf(call.body, 'input'), example: call.example } },
      },
    }),
    responses: {
      [call.status]: call.reply
        ? {
            description: 'Done',
            content: { 'application/json': { schema: schemaOf(call.reply, 'output') } },
          }
        : { description: 'Done; no body' },
      ...(call.warning && {
        200: {
          description: call.warning.description ?? 'Done',
          content: { 'application/json': { schema: schemaOf(call.warning, 'output') } },
        },
      }),
      ...failures(codes, call.members, call.mayAnswerPending),
    },
  };
}

/**
 * @param members of problem documents, beside what all have
 * @param mayAnswerPending whether a sign-in may be told to go on with a code: the one code that comes with two statuses
 */
function failures(
  codes: ErrorCode[],
  members: z.ZodRawShape = {},
  mayAnswerPending = false,
): Operation['responses'] {
  const byStatus = Map.groupBy<number, ErrorCode>(new Set(codes), (code) => catalogue[code]);
  if (mayAnswerPending) byStatus.get(401)?.push('two_factor_required');
  return Object.fromEntries(
    [...byStatus].map(([status, [first, ...others]]) => {
      const problem = z.strictObject({
        type: z.string(),
        title: z.string(),
        status: z.literal(status),
        detail: z.string(),
        code: z.enum([first as ErrorCode, ...others]),
        request_id: z.string(),
        fields: z.record(z.string(), z.string()).optional(),
        ...members,
        ...(mayAnswerPending && status === 401 && { pending_token: z.string().optional() }),
      });
      const content = { 'application/problem+json': { schema: schemaOf(problem, 'output') } };
      return [status, { description: [first, ...others].join(', '), content }];
    }),
  );
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: schemaOf(pathId(name), 'input'),
  }));
}

function queryParameters(query: z.ZodType | undefined): object[] {
  const properties = query ? (schemaOf(query, 'input').properties ?? {}) : {};
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', schema }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}
