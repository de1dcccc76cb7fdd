import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type City = { id: number; names: { en: string; ru: string }; country: string; sky: Sky; celsius: number };
type Sky = keyof typeof SKIES;

/** Conditions by their codes, in the words of the provider. */
const SKIES = {
  clear: { id: 800, icon: '01d', en: 'clear sky', ru: 'ясно' },
  overcast: { id: 804, icon: '04d', en: 'overcast clouds', ru: 'пасмурно' },
  snow: { id: 600, icon: '13d', en: 'light snow', ru: 'небольшой снег' },
};
const CITIES: City[] = [
  { id: 524901, names: { en: 'Moscow', ru: 'Москва' }, country: 'RU', sky: 'snow', celsius: -3.26 },
  { id: 2643743, names: { en: 'London', ru: 'Лондон' }, country: 'GB', sky: 'overcast', celsius: 11.04 },
  { id: 2988507, names: { en: 'Paris', ru: 'Париж' }, country: 'FR', sky: 'clear', celsius: 16.6 },
  { id: 4717560, names: { en: 'Paris', ru: 'Парис' }, country: 'US', sky: 'clear', celsius: 31 },
];

const MESSAGES = {
  400: 'Nothing to geocode',
  401: 'Invalid API key. Please see https://openweathermap.org/faq#error401 for more info.',
  404: 'city not found',
  429: 'Your account is temporary blocked due to exceeding of requests limitation of your subscription type.',
  500: 'Internal server error',
};
const PATH = '/data/2.5/weather';

/**
 * OpenWeatherMap as its documentation has it (https://openweathermap.org/current, https://openweathermap.org/faq), for a
 * few cities; it listens on this machine only.
 */
export class WeatherServer {
  readonly key = 'b6907d289e10d714a6e88b30761fae22';
  /** What it was asked, oldest first. */
  readonly asked: Record<string, string>[] = [];
  /** Awaited before each answer. */
  gate: () => Promise<void> = async () => {};
  /** Answers instead of what the documentation says. */
  instead: ((response: ServerResponse) => void) | undefined;
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async ({ url = '' }, response) => {
      const { pathname, searchParams } = new URL(url, 'http://weather');
      const question = Object.fromEntries(searchParams);
      this.asked.push({ path: pathname, ...question });
      await this.gate();
      if (this.instead) this.instead(response);
      else if (pathname !== PATH) say(response, 404);
      else this.#answer(question, response);
    });
  }

  /** @returns what a site is configured with */
  async start(port = 0): Promise<{ OPENWEATHERMAP_API_KEY: string; OPENWEATHERMAP_URL: string }> {
    this.#server.listen(port, '127.0.0.1').unref();
    await once(this.#server, 'listening');
    const at = (this.#server.address() as AddressInfo).port;
    return {
      OPENWEATHERMAP_API_KEY: this.key,
      OPENWEATHERMAP_URL: `http://127.0.0.1:${at}${PATH}`,
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }

  /** Has it answer with one of the errors that the documentation lists. */
  refuse(status: keyof typeof MESSAGES): void {
    this.instead = (response) => say(response, status);
  }

  #answer({ q = '', appid, units, lang }: Record<string, string>, response: ServerResponse): void {
    const [name = '', country] = q
      .toLowerCase()
      .split(',')
      .map((part) => part.trim());
    const city = CITIES.find(
      (each) =>
        Object.values(each.names).some((known) => known.toLowerCase() === name) &&
        (!country || each.country.toLowerCase() === country),
    );
    if (appid !== this.key) say(response, 401);
    else if (name === '') say(response, 400);
    else if (city) send(response, 200, current(city, units === 'metric', lang === 'ru' ? 'ru' : 'en'));
    else say(response, 404);
  }
}

function current({ id, names, country, sky, celsius }: City, metric: boolean, lang: 'ru' | 'en') {
  const degrees = (value: number) => Number((metric ? value : value + 273.15).toFixed(2));
  const { [lang]: description, icon, id: condition } = SKIES[sky];
  return {
    coord: { lon: 37.6156, lat: 55.7522 },
    weather: [{ id: condition, main: 'Clouds', description, icon }],
    base: 'stations',
    main: {
      temp: degrees(celsius),
      feels_like: degrees(celsius - 4.37),
      temp_min: degrees(celsius - 1),
      temp_max: degrees(celsius + 1),
      pressure: 1012,
      humidity: 81,
      sea_level: 1012,
      grnd_level: 993,
    },
    visibility: 10000,
    wind: { speed: 4.12, deg: 250, gust: 9.1 },
    clouds: { all: 100 },
    dt: 1795250400,
    sys: { type: 2, id: 2000314, country, sunrise: 1795238103, sunset: 1795266891 },
    timezone: 10800,
    id,
    name: names[lang],
    cod: 200,
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

/** Its errors carry the status as a number, those about the place as a text. */
function say(response: ServerResponse, status: keyof typeof MESSAGES): void {
  const cod = [400, 404].includes(status) ? String(status) : status;
  send(response, status, { cod, message: MESSAGES[status] });
}
