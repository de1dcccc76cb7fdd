import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import { followDarkness } from '../display/preferences.ts';

/** Replaces the list of calls, which the server has rendered, by Swagger UI, in which a reader can send them. */
export function showCallForms(): void {
  // swagger-ui has a dark theme, but does not follow the browser's preference by itself.
  followDarkness((dark) => document.documentElement.classList.toggle('dark-mode', dark));

  SwaggerUI({
    url: '/openapi.json',
    dom_id: '#swagger-ui',
    // By default swagger-ui sends the description to a validator on the internet.
    validatorUrl: null,
    deepLinking: true,
    defaultModelsExpandDepth: -1,
    onComplete() {
      document.getElementById('calls')?.remove();
      // swagger-ui renders a <main>, and a page has only one: replace the page's own by a <div>.
      const pageMain = document.getElementById('main');
      const container = document.createElement('div');
      for (const { name, value } of pageMain?.attributes ?? []) container.setAttribute(name, value);
      container.append(...(pageMain?.childNodes ?? []));
      pageMain?.replaceWith(container);
    },
  });
}
