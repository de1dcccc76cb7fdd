import { expect, test } from '@playwright/test';
import { type Manifest, OVERLAYS, renderOverlay, unpackKubectl } from '../stacks/kubernetes/manifests.ts';
import { faultsOf } from './schemas.ts';

test.beforeAll(unpackKubectl);

for (const overlay of OVERLAYS) {
  test(`every object of the overlay ${overlay} is valid by the official schemas`, async () => {
    expect(await faultsOf(renderOverlay(overlay))).toEqual([]);
  });
}

test('a wrong value, a missing field and a mistyped one are noticed', async () => {
  const [deployment] = renderOverlay('single').filter(({ kind }) => kind === 'Deployment');
  const changed = (change: object): Manifest => ({
    ...(deployment as Manifest),
    spec: { ...deployment?.spec, ...change },
  });
  for (const [change, fault] of [
    [{ replicas: 'two' }, /replicas/],
    [{ template: undefined }, /template/],
    [{ minReadySecond: 5 }, /minReadySecond/],
  ] as const)
    expect((await faultsOf([changed(change)])).join('\n')).toMatch(fault);
});
