import type { FileChild } from 'docx';
import { markdown } from '../document/markdown.ts';
import { heading } from '../document/text.ts';
import { pictureOf, type Report } from '../report.ts';
import { descriptionsIn, readText } from '../texts.ts';

/**
 * Chapter 5: the pictures of the walk, with the captions of docs/report.
 *
 * @throws Error when a picture has no caption or a caption no picture
 */
export function screens(report: Report): FileChild[] {
  const { root, locale, figures, walked } = report;
  const text = readText(root, locale, 'screens');
  const groups = [...text.sections].map(([title, tokens]) => ({
    title,
    tokens,
    captions: descriptionsIn(tokens),
  }));
  const captioned = groups.flatMap(({ captions }) => [...captions.keys()]);
  const missing = new Set(captioned).symmetricDifference(new Set(walked.screens));
  if (missing.size > 0)
    throw new Error(`docs/report/${locale}/screens.md and the walk differ: ${[...missing].join(', ')}`);
  return [
    heading(`5. ${text.title}`, 1),
    ...markdown(text.intro),
    ...groups.flatMap(({ title, tokens, captions }) => [
      heading(title, 2),
      ...markdown(tokens.filter(({ type }) => type !== 'list')),
      ...[...captions].flatMap(([name, caption]) => figures.figure(pictureOf(report, name), caption)),
    ]),
  ];
}
