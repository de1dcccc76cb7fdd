import { keepFresh } from './home/fresh-lists.ts';
import { showRecentRooms } from './home/recent-list.ts';
import { setUpSealedChoice } from './home/sealed-choice.ts';
import './site.ts';

const lists = document.querySelector<HTMLElement>('[data-part="lists"]');
if (lists) keepFresh(lists);
const form = document.querySelector<HTMLFormElement>('form[action="/chat"]');
if (form) setUpSealedChoice(form);
const person = document.body.dataset.person;
if (person) showRecentRooms(person);
