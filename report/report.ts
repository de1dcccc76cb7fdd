import type { Figures, Picture } from './document/picture.ts';
import type { Walked } from './screens/walk.ts';
import type { Labels, ReportLocale } from './texts.ts';

/** What the chapters are written from. */
export type Report = {
  /** Of the checkout. */
  root: string;
  author: string;
  locale: ReportLocale;
  labels: Labels;
  figures: Figures;
  /** The commit that the archive holds. */
  commit: string;
  /** Those of the archive, as git lists them. */
  files: string[];
  /** Whether the archive holds them in INNER_ARCHIVE. */
  isTogether: boolean;
  walked: Walked;
  /** Every picture, as small as the document needs it: those of the walk and the diagrams, by name. */
  pictures: Map<string, Picture>;
};

/** `{{count}}` → what stands for it */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
}

/** @throws Error when there is no such picture */
export function pictureOf({ pictures }: Report, name: string): Picture {
  const picture = pictures.get(name);
  if (!picture) throw new Error(`there is no picture “${name}”`);
  return picture;
}
