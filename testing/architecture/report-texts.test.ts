import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSE, CLOSING_REASONS, clientFrame, ERROR_CODES, serverFrame } from '../../chat/src/protocol.ts';
import { frameSchemas } from '../../report/chapters/protocol.ts';
import { databaseTables } from '../../report/sources/tables.ts';
import { descriptionsIn, labelsOf, REPORT_LOCALES, readText, takeSection } from '../../report/texts.ts';
import { root } from '../checkout.ts';

const typesOf = (union: typeof clientFrame | typeof serverFrame) =>
  frameSchemas(union).map(({ type }) => type);

for (const locale of REPORT_LOCALES) {
  const { database, protocol } = labelsOf(locale);
  const described = (name: 'database' | 'protocol', section: string) =>
    [...descriptionsIn(takeSection(readText(root, locale, name), section)).keys()].toSorted();

  test(`docs/report/${locale}/database.md describes each table of the schema`, () => {
    assert.deepEqual(
      described('database', database.tables),
      databaseTables().map(({ name }) => name),
    );
  });

  test(`docs/report/${locale}/protocol.md describes each frame and each code`, () => {
    assert.deepEqual(described('protocol', protocol.client), typesOf(clientFrame).toSorted());
    assert.deepEqual(described('protocol', protocol.server), typesOf(serverFrame).toSorted());
    const codes = [
      ...Object.keys(CLOSE),
      ...CLOSING_REASONS.map((name) => `closing: ${name}`),
      ...ERROR_CODES.map((name) => `error: ${name}`),
    ];
    assert.deepEqual(described('protocol', protocol.closing), codes.toSorted());
  });
}
