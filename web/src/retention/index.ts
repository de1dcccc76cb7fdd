export { HISTORY_DAYS, startRetention } from './service.ts';
