import './site.ts';

const button = document.querySelector<HTMLButtonElement>('[data-part="try-calls"]');
const failed = document.querySelector<HTMLElement>('[data-part="try-failed"]');

/** The forms are a hundred times as large as all else of this page: only those who want to send calls load them. */
async function tryCalls(button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  if (failed) failed.hidden = true;
  try {
    await loadStyles(button.dataset.styles ?? '');
    const { showCallForms } = await import('./docs/call-forms.ts');
    showCallForms();
    button.remove();
  } catch {
    if (failed) failed.hidden = false;
    button.disabled = false;
  }
}

function loadStyles(href: string): Promise<unknown> {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
  return new Promise((loaded, fail) => {
    link.addEventListener('load', loaded);
    link.addEventListener('error', fail);
    document.head.append(link);
  });
}

if (button) {
  button.addEventListener('click', () => void tryCalls(button));
  button.hidden = false;
  // The address of a call in Swagger UI.
  if (location.hash.startsWith('#/')) void tryCalls(button);
}
