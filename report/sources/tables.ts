import { is, type SQL } from 'drizzle-orm';
import {
  getTableConfig,
  type PgColumn,
  PgDialect,
  type PgTable,
  PgTable as Table,
} from 'drizzle-orm/pg-core';
import * as schema from '../../db/src/schema/index.ts';

export type Column = {
  name: string;
  type: string;
  isNullable: boolean;
  isPrimary: boolean;
  /** `users.id`, and what happens when that row is deleted. */
  references?: { table: string; column: string; onDelete: string } | undefined;
};
export type DatabaseTable = {
  name: string;
  columns: Column[];
  indexes: { name: string; isUnique: boolean; on: string }[];
  checks: string[];
};

const dialect = new PgDialect();

/** @returns every table of the drizzle schema, by name */
export function databaseTables(): DatabaseTable[] {
  return Object.values<unknown>(schema)
    .filter((value): value is PgTable => is(value, Table))
    .map(tableOf)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function tableOf(table: PgTable): DatabaseTable {
  const config = getTableConfig(table);
  const primary = new Set(config.primaryKeys.flatMap(({ columns }) => columns.map(({ name }) => name)));
  const references = new Map(
    config.foreignKeys.flatMap((key) => {
      const { columns, foreignTable, foreignColumns } = key.reference();
      const target = getTableConfig(foreignTable).name;
      return columns.map(({ name }, at) => [
        name,
        { table: target, column: foreignColumns[at]?.name ?? '', onDelete: key.onDelete ?? 'no action' },
      ]);
    }),
  );
  return {
    name: config.name,
    columns: config.columns.map((column) => ({
      name: column.name,
      type: column.getSQLType(),
      isNullable: !column.notNull,
      isPrimary: column.primary || primary.has(column.name),
      references: references.get(column.name),
    })),
    indexes: [
      ...config.columns
        .filter(({ isUnique }) => isUnique)
        .map(({ name, uniqueName }) => ({ name: uniqueName ?? '', isUnique: true, on: name })),
      ...config.indexes.map(({ config }) => ({
        name: config.name ?? '',
        isUnique: config.unique,
        on: config.columns.map((column) => indexed(column as PgColumn | SQL)).join(', '),
      })),
    ],
    checks: config.checks.map(({ value }) => sqlOf(value)),
  };
}

const indexed = (column: PgColumn | SQL): string => ('name' in column ? String(column.name) : sqlOf(column));

/** `"rooms"."name"` → `name` */
const sqlOf = (sql: SQL): string => dialect.sqlToQuery(sql).sql.replace(/"(?:\w+"\.")?(\w+)"/g, '$1');
