/**
 * Lets the reader show a typed password. Submitting the form hides it again: browsers offer to remember the values of password
 * fields, not of text fields.
 */
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-reveals]')) {
  const input = document.getElementById(button.dataset.reveals ?? '');
  if (!(input instanceof HTMLInputElement)) continue;
  const setVisible = (visible: boolean) => {
    input.type = visible ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(visible));
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    setVisible(input.type === 'password');
    input.focus();
  });
  input.form?.addEventListener('submit', () => setVisible(false));
}
