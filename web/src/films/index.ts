export { Unusable } from './csv-rows.ts';
export { formats, readRows } from './rows.ts';
export { type Batch, type FilmService, filmService } from './service.ts';
