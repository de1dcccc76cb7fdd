/** The people of the tests. Each test file has a database of its own, so they can be in all of them. */
export const people = {
  anna: { email: 'anna@example.org', password: 'Ромашка 7 на окне', login: 'anna' },
  boris: { email: 'boris@example.org', password: 'Tram №5 to the sea', login: 'boris' },
  clara: { email: 'clara@example.org', password: 'Żółw & 3 small owls', login: 'clara' },
} as const;

export type PersonName = keyof typeof people;
