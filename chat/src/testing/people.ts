import type { Member } from '../protocol.ts';

export const anna: Member = { id: '0197f000-0000-7000-8000-00000000000a', name: 'Anna' };
export const boris: Member = { id: '0197f000-0000-7000-8000-00000000000b', name: 'Борис' };
export const clara: Member = { id: '0197f000-0000-7000-8000-00000000000c', name: 'Clara' };

export const kitchen = { id: '0197f000-0000-7000-8000-0000000000aa', name: 'The kitchen' };
export const garden = { id: '0197f000-0000-7000-8000-0000000000bb', name: 'Сад' };
