import assert from 'node:assert/strict';
import { test } from 'node:test';
import { People } from './people.ts';

const anna = { id: '1', name: 'anna' };
const boris = { id: '2', name: 'boris' };
const names = (people: People) => people.listed.map(({ name }) => name);

test('People who come and go are listed and counted', () => {
  const people = new People();
  people.list([anna], 1);
  assert.equal(people.joined([boris], 2), 1);
  assert.deepEqual([names(people), people.count], [['anna', 'boris'], 2]);
  assert.equal(people.left([anna], 1), 1);
  assert.deepEqual([names(people), people.count], [['boris'], 1]);
});

test('A crowd that comes unnamed is known by the count', () => {
  const people = new People();
  people.list([anna], 1);
  assert.equal(people.joined([], 501), 500);
  assert.equal(people.left([], 401), 100);
  assert.deepEqual([names(people), people.count], [['anna'], 401]);
});

test('A new list replaces what was known before', () => {
  const people = new People();
  people.list([anna, boris], 2);
  people.list([boris], 1);
  assert.deepEqual([names(people), people.count], [['boris'], 1]);
});

test('Two of one name are told apart by their logins, and one is not', () => {
  const people = new People();
  const one = { id: '3', name: 'Анна', login: 'anna7' };
  people.list([anna, one, { id: '4', name: 'Aннa\u200b', login: 'other' }], 3);
  assert.equal(people.toldApart(one).name, 'Анна · anna7');
  assert.equal(people.toldApart(anna).name, 'anna');
  people.left([{ id: '4', name: 'Aннa\u200b' }], 2);
  assert.equal(people.toldApart(one).name, 'Анна');
});
