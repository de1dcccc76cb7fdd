export { startRetention } from './service.ts';
