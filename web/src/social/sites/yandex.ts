import { fieldsOf, type OAuthSite } from './site.ts';

/**
 * https://yandex.com/dev/id/doc/en/codes/code-url (the code, PKCE, `force_confirm`),
 * https://yandex.com/dev/id/doc/en/user-information (who it is; the token goes as `OAuth`, not as `Bearer`).
 */
export const yandex: OAuthSite = {
  protocol: 'oauth',
  issuer: 'https://oauth.yandex.ru',
  endpoints: {
    authorization: 'https://oauth.yandex.ru/authorize',
    token: 'https://oauth.yandex.ru/token',
    person: 'https://login.yandex.ru/info?format=json',
  },
  again: { force_confirm: 'yes' },

  async person(ask, endpoints, { accessToken }) {
    const person = fieldsOf(await ask(endpoints.person, { authorization: `OAuth ${accessToken}` }));
    const { id, login, default_email: email, first_name: firstName, last_name: lastName } = person;
    return {
      subject: id,
      reported: async () => ({ login, email, firstName, lastName, name: person.display_name }),
    };
  },
};
