import { passwordRules } from '../../src/accounts/passwords/password-rules.ts';

/** Marks the rules that a new password meets, while it is typed. Without this script the rules are a plain list. */
for (const list of document.querySelectorAll<HTMLElement>('[data-password]')) {
  const input = document.getElementById(list.dataset.password ?? '');
  if (input instanceof HTMLInputElement) markRules(list, input);
}

function markRules(list: HTMLElement, input: HTMLInputElement): void {
  const fieldValue = (name: string) => {
    const field = input.form?.elements.namedItem(name);
    return field instanceof HTMLInputElement && field !== input ? field.value : undefined;
  };
  const update = () => {
    const email = fieldValue('email') ?? list.dataset.email ?? '';
    const login = fieldValue('login') ?? list.dataset.login ?? '';
    for (const item of list.querySelectorAll<HTMLElement>('[data-rule]')) {
      const { rule } = item.dataset;
      // On a page that does not know the account only the server can check this rule.
      const canCheck = rule !== 'impersonal' || email !== '' || login !== '';
      const isMet = canCheck && input.value !== '' && meetsRule(rule, input.value, { email, login });
      item.toggleAttribute('data-is-met', isMet);
      for (const note of item.querySelectorAll<HTMLElement>('[data-met]')) note.hidden = !isMet;
    }
  };
  // The rules also depend on the e-mail and the username in the same form.
  (input.form ?? input).addEventListener('input', update);
  update();
}

function meetsRule(rule: string | undefined, password: string, account: { email: string; login: string }) {
  const found = Object.entries(passwordRules).find(([name]) => name === rule);
  return found?.[1](password, account) ?? false;
}
