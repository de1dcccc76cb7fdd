export { city } from './schemas.ts';
export { type WeatherService, weatherService } from './service.ts';
export type { Provider, Weather } from './weather.ts';
