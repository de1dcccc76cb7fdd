import { parser as page } from '@lezer/php';

const statements = page.configure({ top: 'Program' });

/** People paste whole pages, and statements without a page around them. */
export const parser = {
  startParse: (code: string) => (code.includes('<?') ? page : statements).startParse(code),
};
