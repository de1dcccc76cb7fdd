/**
 * Changes the star at the site, and shows it changed once it is.
 *
 * @param page the data of the room's page
 */
export async function toggleStar(button: HTMLButtonElement, page: DOMStringMap): Promise<void> {
  const { starUrl = '', csrf = '' } = page;
  const starred = button.getAttribute('aria-pressed') !== 'true';
  button.disabled = true;
  const response = await fetch(starUrl, {
    method: 'POST',
    headers: { Accept: 'application/json', 'X-CSRF-Token': csrf },
    body: new URLSearchParams({ starred: starred ? 'yes' : 'no' }),
  }).catch(() => undefined);
  button.disabled = false;
  button.focus();
  if (response?.ok) button.setAttribute('aria-pressed', String(starred));
}
