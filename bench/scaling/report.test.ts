import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { readMeasured } from './measured.ts';
import { costsReport, needsReport, simulationReport } from './report.ts';

test('docs/scaling.md has the tables that follow from what was measured last', async () => {
  const document = await readFile(new URL('../../docs/scaling.md', import.meta.url), 'utf8');
  const measured = await readMeasured();
  for (const report of [costsReport, needsReport, simulationReport])
    assert.ok(
      document.includes(report(measured)),
      `${report.name}: npm run bench:scaling -- --parts none --write`,
    );
});
