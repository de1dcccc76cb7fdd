/** Submits the form with the authenticator's response. Its `submit` listeners, which ask the authenticator, do not run again. */
export function submitCredential(form: HTMLFormElement, response: object): void {
  const field = form.elements.namedItem('credential');
  if (field instanceof HTMLInputElement) field.value = JSON.stringify(response);
  form.submit();
}
