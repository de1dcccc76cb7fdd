/** What texts that people write are held to, in every service and in the browser: no imports but of this folder. */
export { isVisible } from './visible.ts';
