import assert from 'node:assert/strict';

export type Scrape = {
  /** As it came. */
  text: string;
  /** By name and labels: `lantern_chat_handshakes_total{outcome="accepted"}`. */
  series: Map<string, number>;
  /** The names of all metrics, as Prometheus stores them: three of each histogram. */
  names: Set<string>;
};

/** Reads the metrics of a process, as Prometheus would. @param port METRICS_PORT of one on this machine */
export async function scrape(port: number): Promise<Scrape> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  assert.equal(response.status, 200);
  const text = await response.text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const series = new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
  const types = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => ({
    name,
    type,
  }));
  const names = types.flatMap(({ name, type }) =>
    type === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
  return { text, series, names: new Set(names) };
}
