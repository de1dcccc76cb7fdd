import { fill } from '../report.ts';
import type { Compose, ComposeService } from '../sources/compose.ts';
import type { Labels } from '../texts.ts';

/**
 * Draws the services of a compose file, their networks, the port that is published, and where the data is.
 *
 * @returns the graph in Graphviz' language (https://graphviz.org/doc/info/lang.html)
 */
export function composeDiagram({ services, networks }: Compose, words: Labels['architecture']): string {
  const lines = [
    ...services.map(serviceNode),
    ...networks.map(({ name, isInternal }) => {
      const label = fill(words.network, { name }) + (isInternal ? `\\n${words.internal}` : '');
      return `"net ${name}" [shape=ellipse style=filled fillcolor="#EAF2FB" color="#7BA4CF" label="${label}"]`;
    }),
    ...services.flatMap(({ name, networks }) =>
      networks.map((network) => `"${name}" -> "net ${network}" [dir=none color="#7BA4CF"]`),
    ),
    ...services.flatMap(({ name, ports }) =>
      ports.map((port) => `"browser" -> "${name}" [label=" ${port}" penwidth=1.6 color="#B3541E"]`),
    ),
    `"browser" [shape=box style="rounded,filled" fillcolor="#FDF1E3" color="#B3541E" label="${words.outside}"]`,
  ];
  return graph('rankdir=TB nodesep=0.35 ranksep=0.55', lines);
}

function serviceNode({ name, made, volumes }: ComposeService): string {
  const small = (text: string) => `<br/><font point-size="10">${text}</font>`;
  const data = volumes.map(({ folder }) => small(folder)).join('');
  return `"${name}" [shape=box style=filled fillcolor="#FFFFFF" penwidth=1.4 label=<<b>${name}</b>${small(made)}${data}>]`;
}

/** @param attributes of the whole graph */
export function graph(attributes: string, lines: string[]): string {
  return `digraph {
  graph [${attributes} fontname="Arial"]
  node [fontname="Arial" fontsize=12]
  edge [fontname="Arial" fontsize=10 arrowsize=0.7]
  ${lines.join('\n  ')}
}`;
}
