/** Sends the form with what the authenticator answered: past its `submit` listeners, which ask the authenticator. */
export function send(form: HTMLFormElement, answer: object): void {
  const field = form.elements.namedItem('credential');
  if (field instanceof HTMLInputElement) field.value = JSON.stringify(answer);
  form.submit();
}
