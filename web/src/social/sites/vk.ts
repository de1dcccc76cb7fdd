import { fieldsOf, type OAuthSite } from './site.ts';

/**
 * https://id.vk.ru/about/business/go/docs/ru/vkid/latest/vk-id/connection/api-integration/api-description (VK ID, OAuth 2.1):
 * PKCE always, and the `device_id` that comes with the code goes back with it. What its token endpoint calls an ID token has no
 * issuer to check, and is not looked at.
 */
export const vk: OAuthSite = {
  protocol: 'oauth',
  issuer: 'https://id.vk.ru',
  endpoints: {
    authorization: 'https://id.vk.ru/authorize',
    token: 'https://id.vk.ru/oauth2/auth',
    person: 'https://id.vk.ru/oauth2/user_info',
  },
  scope: 'vkid.personal_info email',
  again: { prompt: 'login' },

  alongWithCode: (answer) => ({
    device_id: answer.get('device_id') ?? '',
    state: answer.get('state') ?? '',
  }),

  async person(ask, endpoints, { accessToken, clientId }) {
    const body = new URLSearchParams({ access_token: accessToken, client_id: clientId });
    const { user } = fieldsOf(await ask(endpoints.person, { body }));
    const { user_id: subject, email, first_name: firstName, last_name: lastName } = fieldsOf(user);
    const name = [firstName, lastName].filter((part) => typeof part === 'string').join(' ');
    return { subject, reported: async () => ({ email, firstName, lastName, name }) };
  },
};
