import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileChild } from 'docx';
import { markdown } from '../document/markdown.ts';
import { table } from '../document/table.ts';
import { gap, heading } from '../document/text.ts';
import { pictureOf, type Report } from '../report.ts';
import { type ComposeService, readCompose } from '../sources/compose.ts';
import { descriptionsIn, readText, takeSection } from '../texts.ts';
import { described } from './described.ts';

/** Chapter 1: what the parts are, from docker-compose.yml, and why. */
export function architecture(report: Report): FileChild[] {
  const { labels, root, locale, figures } = report;
  const words = labels.architecture;
  const text = readText(root, locale, 'architecture');
  const about = descriptionsIn(takeSection(text, words.services));
  const { services } = readCompose(readFileSync(join(root, 'docker-compose.yml'), 'utf8'));
  const list = (names: string[]) => names.join(', ') || labels.none;
  const row = (service: ComposeService) => [
    { code: service.name },
    described(about.get(service.name), { isSmall: true }),
    { code: service.made },
    list(service.networks),
    list(service.ports),
    list(service.volumes.map(({ folder }) => folder)),
    list(service.dependsOn),
  ];
  return [
    heading(`1. ${text.title}`, 1),
    ...markdown(text.intro),
    ...figures.figure(pictureOf(report, 'compose'), words.diagram, { scale: 0.5, outline: false }),
    heading(words.services, 2),
    table(
      [
        [words.service, 11],
        [words.purpose, 25],
        [words.made, 17],
        [words.networks, 13],
        [words.ports, 12],
        [words.data, 19],
        [words.after, 11],
      ],
      services.map(row),
    ),
    gap(),
    ...[...text.sections].flatMap(([title, tokens]) => [heading(title, 2), ...markdown(tokens)]),
  ];
}
