import type { Frame, ServerFrame } from '@lantern/chat/protocol';
import { Alerts } from './alerts.ts';
import { Composer } from './composer.ts';
import { Connection, type ConnectionState } from './connection.ts';
import { Log } from './log.ts';
import { mentionsOf } from './mentions.ts';
import { MessageView } from './message-view.ts';
import { OwnMessages } from './own-messages.ts';
import { watchPage } from './page-life.ts';
import { part } from './parts.ts';
import { People } from './people.ts';
import { PeopleList } from './people-list.ts';
import type { Move } from './presence.ts';
import { presenceToggle } from './presence-toggle.ts';
import { Scroll } from './scroll.ts';
import { Seen } from './seen.ts';
import { Status } from './status.ts';
import { ServerClock } from './time/server-clock.ts';
import { requestToken } from './token.ts';
import { TypingSignal } from './typing.ts';
import { TypingLine } from './typing-line.ts';
import { Unread } from './unread.ts';
import { createWords } from './words.ts';

const LOOK_AT_ZONE = 30_000;

/** Brings the room page to life: what the connection tells goes to the parts of the page, and the other way round. */
export function startChat(root: HTMLElement): void {
  const {
    roomId = '',
    roomName = '',
    personId = '',
    personName = '',
    tokenUrl = '',
    csrf = '',
  } = root.dataset;
  const person = { id: personId, name: personName };
  const words = createWords(document.documentElement.lang, navigator.languages);
  const findMentions = mentionsOf(person.name);
  const logElement = part(root, 'log', HTMLElement);
  const viewport = part(root, 'viewport', HTMLElement);
  // Shown before anything measures itself.
  part(root, 'body', HTMLElement).hidden = false;

  const scroll = new Scroll(viewport, logElement, part(root, 'newer', HTMLButtonElement), words);
  const log = new Log(logElement, scroll, words);
  const clock = new ServerClock();
  const seen = new Seen();
  const unread = new Unread();
  const alerts = new Alerts(root, roomName, words);
  const people = new People();
  const typingLine = new TypingLine(part(root, 'typing', HTMLElement), words);
  const typingSignal = new TypingSignal();
  presenceToggle(root, logElement);

  const connection = new Connection({
    token: () => requestToken(tokenUrl, csrf),
    state: connectionChanged,
    frame: (frame) => receive(frame),
  });
  const status = new Status(root, words, () => connection.wake());
  const own = new OwnMessages({
    roomId,
    person,
    words,
    log,
    findMentions,
    now: () => clock.now,
    send: ({ ref, text }) => connection.send({ type: 'message', ref, text }),
    unanswered: () => connection.wake(),
  });
  const composer = new Composer(root, roomId, words, {
    send(text) {
      typingSignal.reset();
      own.write(text);
    },
    typing() {
      if (typingSignal.due(Date.now())) connection.send({ type: 'typing' });
    },
  });
  const peopleList = new PeopleList(root, person.id, words, (name) => composer.insert(`@${name} `));

  let cameAt: number | undefined;
  let lostAt: number | undefined;
  let connected = false;

  function connectionChanged(state: ConnectionState): void {
    status.show(state);
    if (connected && state.name !== 'connected') {
      lostAt = clock.heardAt;
      typingLine.clear();
      own.disconnected();
    }
    connected = state.name === 'connected';
    if (state.name === 'ended') composer.close();
  }

  function receive(frame: ServerFrame): void {
    clock.hear(frame);
    if (frame.type === 'welcome') welcome(frame);
    else if (frame.type === 'message') message(frame);
    else if (frame.type === 'joined' || frame.type === 'left') moved(frame.type, frame);
    else if (frame.type === 'members') listed(frame);
    else if (frame.type === 'gap') log.gap({ ...frame, partial: true }, cameAt ?? 0);
    else if (frame.type === 'typing' && frame.member.id !== person.id) typingLine.add(frame.member);
    else if (frame.type === 'error') own.refused(frame);
  }

  function welcome(frame: Frame<'welcome'>): void {
    listed(frame);
    cameAt ??= frame.at;
    if (lostAt !== undefined) log.gap({ from: lostAt, to: frame.at, partial: false }, cameAt);
    lostAt = undefined;
    own.flush();
  }

  function listed({ members, count }: Frame<'welcome' | 'members'>): void {
    people.list(members, count);
    peopleList.show(people);
  }

  function message(frame: Frame<'message'>): void {
    if (seen.repeats(frame)) return;
    typingLine.remove([frame.from]);
    const mine = frame.from.id === person.id;
    if (mine && own.confirm(frame)) return;
    const view = new MessageView(frame.from, frame, frame.at, mine, words, findMentions);
    log.add(view);
    if (mine) return;
    unread.add();
    if (view.mentioned) alerts.mentioned(frame.from.name);
  }

  function moved(move: Move, { members, count, at }: Frame<Move>): void {
    const total = people[move](members, count);
    peopleList.show(people);
    if (move === 'left') typingLine.remove(members);
    log.moved(move, members, total, at);
  }

  function rewrite(): void {
    if (words.renew()) log.rewrite();
  }
  // Nothing tells a page that its reader has travelled.
  setInterval(rewrite, LOOK_AT_ZONE);

  watchPage({
    wake() {
      rewrite();
      connection.wake();
    },
    left: () => connection.stop(),
    returned: () => connection.start(),
  });
  connection.start();
}
