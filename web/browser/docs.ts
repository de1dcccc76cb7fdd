import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';

// swagger-ui has dark colours, but waits to be told.
const dark = matchMedia('(prefers-color-scheme: dark)');
const dress = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', dress);
dress();

// The list that the server wrote stays when this does not work.
SwaggerUI({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  // Otherwise it sends the description to a service of its makers.
  validatorUrl: null,
  deepLinking: true,
  defaultModelsExpandDepth: -1,
  onComplete() {
    document.getElementById('calls')?.remove();
    // It brings a <main>, and a page has one: what is around it is none any more.
    const own = document.getElementById('main');
    const around = document.createElement('div');
    for (const { name, value } of own?.attributes ?? []) around.setAttribute(name, value);
    around.append(...(own?.childNodes ?? []));
    own?.replaceWith(around);
  },
});
