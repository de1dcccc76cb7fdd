import { passwordRules } from '../src/accounts/password-rules.ts';

/** Ticks the rules of a new password off while it is typed. Without this script they are a list to read. */
for (const list of document.querySelectorAll<HTMLElement>('[data-password]')) {
  const input = document.getElementById(list.dataset.password ?? '');
  if (input instanceof HTMLInputElement) tickOff(list, input);
}

function tickOff(list: HTMLElement, input: HTMLInputElement): void {
  const typed = (name: string) => {
    const field = input.form?.elements.namedItem(name);
    return field instanceof HTMLInputElement && field !== input ? field.value : undefined;
  };
  const update = () => {
    const email = typed('email') ?? list.dataset.email ?? '';
    const login = typed('login') ?? list.dataset.login ?? '';
    for (const item of list.querySelectorAll<HTMLElement>('[data-rule]')) {
      const { rule } = item.dataset;
      // Where the page does not know whose password it is, the server alone can tell.
      const known = rule !== 'impersonal' || email !== '' || login !== '';
      const kept = known && input.value !== '' && isKept(rule, input.value, { email, login });
      item.toggleAttribute('data-is-kept', kept);
      for (const word of item.querySelectorAll<HTMLElement>('[data-kept]')) word.hidden = !kept;
    }
  };
  // The e-mail and the username of the same form count as well.
  (input.form ?? input).addEventListener('input', update);
  update();
}

function isKept(rule: string | undefined, password: string, person: { email: string; login: string }) {
  const known = Object.entries(passwordRules).find(([name]) => name === rule);
  return known?.[1](password, person) ?? false;
}

/** Shows what is typed into a password's field, until it is sent: browsers offer to remember passwords, not texts. */
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-reveals]')) {
  const input = document.getElementById(button.dataset.reveals ?? '');
  if (!(input instanceof HTMLInputElement)) continue;
  const show = (shown: boolean) => {
    input.type = shown ? 'text' : 'password';
    button.setAttribute('aria-pressed', String(shown));
  };
  button.hidden = false;
  button.addEventListener('click', () => {
    show(input.type === 'password');
    input.focus();
  });
  input.form?.addEventListener('submit', () => show(false));
}
