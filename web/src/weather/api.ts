import { apiCall } from '../http/api/api-call.ts';
import { accessOf } from '../http/api/bearer.ts';
import { localeOf } from '../http/pages/locale.ts';
import { question, weather } from './schemas.ts';
import type { WeatherService } from './service.ts';

export function weatherApi(service: WeatherService) {
  return {
    get: apiCall(
      {
        summary:
          'The weather in a city now, in °C and m/s; the words follow Accept-Language. City, or city and country: Paris,US',
        query: question,
        status: 200,
        reply: weather,
        errors: [
          'city_not_found',
          'weather_not_configured',
          'weather_key_refused',
          'weather_over_quota',
          'weather_unavailable',
          'too_many_requests',
        ],
      },
      async ({ query }, req) => service.look(accessOf(req).person.id, query.city, localeOf(req)),
    ),
  };
}
