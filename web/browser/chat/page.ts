import type { Frame, Member, ServerFrame } from '@lantern/chat/protocol';
import { watchOthersLeaving } from '../leaving.ts';
import { forgetPerson, keyOf } from '../storage.ts';
import { Alerts } from './attention/alerts.ts';
import { Unread } from './attention/unread.ts';
import { Composer } from './composer/composer.ts';
import { Connection, type ConnectionState } from './connection/connection.ts';
import { ConnectionStatus } from './connection/connection-status.ts';
import { requestRoomToken } from './connection/room-token.ts';
import { ServerClock } from './connection/server-clock.ts';
import { findPart } from './dom/elements.ts';
import { switchLanguageInPlace } from './i18n/language-switch.ts';
import { createTranslator } from './i18n/translator.ts';
import { Log } from './log/log.ts';
import { Scroll } from './log/scroll.ts';
import { mentionsOf } from './messages/mentions.ts';
import { MessageView } from './messages/message-view.ts';
import { Seen } from './messages/seen.ts';
import { OwnMessages } from './outbox/own-messages.ts';
import { watchPage } from './page-life.ts';
import { People } from './people/people.ts';
import { PeopleList } from './people/people-list.ts';
import type { Move } from './people/presence.ts';
import { presenceToggle } from './people/presence-toggle.ts';
import { TypingSignal } from './people/typing.ts';
import { TypingLine } from './people/typing-line.ts';

const LOOK_AT_ZONE = 30_000;

/** Brings the room page to life: what the connection tells goes to the parts of the page, and the other way round. */
export function startChat(root: HTMLElement): void {
  const {
    roomId = '',
    roomName = '',
    personId = '',
    personName = '',
    personLogin = '',
    tokenUrl = '',
    csrf = '',
  } = root.dataset;
  const person = { id: personId, name: personName };
  const translator = createTranslator(document.documentElement.lang, navigator.languages);
  let ownMentions = mentionsOf(person.name, personLogin);
  const findMentions = (text: string) => ownMentions(text);
  const logElement = findPart(root, 'log', HTMLElement);
  const viewport = findPart(root, 'viewport', HTMLElement);
  const body = findPart(root, 'body', HTMLElement);
  // Shown before anything measures itself.
  body.hidden = false;

  const scroll = new Scroll(viewport, logElement, findPart(root, 'newer', HTMLButtonElement), translator);
  const log = new Log(logElement, scroll, translator);
  const clock = new ServerClock();
  const seen = new Seen();
  const unread = new Unread();
  const alerts = new Alerts(root, { roomId, roomName, personId }, translator);
  const people = new People();
  const typingLine = new TypingLine(findPart(root, 'typing', HTMLElement), translator);
  const typingSignal = new TypingSignal();
  presenceToggle(root, logElement);

  const connection = new Connection({
    requestToken: () => requestRoomToken(tokenUrl, csrf),
    onState: connectionChanged,
    onFrame: (frame) => receive(frame),
  });
  const status = new ConnectionStatus(root, translator, () => connection.check());
  const own = new OwnMessages({
    roomId,
    person,
    translator,
    log,
    findMentions,
    now: () => clock.now,
    send: ({ ref, text }) => connection.send({ type: 'message', ref, text }),
    unanswered: () => connection.check(),
  });
  const composer = new Composer(root, keyOf(person.id, `draft.${roomId}`), translator, {
    send(text) {
      typingSignal.reset();
      own.write(text);
    },
    typing() {
      if (typingSignal.due(Date.now())) connection.send({ type: 'typing' });
    },
  });
  const peopleList = new PeopleList(root, person.id, translator, (name) => composer.insert(`@${name} `));

  let cameAt: number | undefined;
  let lostAt: number | undefined;
  let connected = false;
  let veiled = false;
  let forgotten = false;

  function connectionChanged(state: ConnectionState): void {
    status.show(state);
    if (connected && state.name !== 'connected') {
      lostAt = clock.lastFrameAt;
      typingLine.clear();
      own.disconnected();
    }
    connected = state.name === 'connected';
    if (state.name === 'closed') composer.close();
    if (state.name === 'closed' && veiled) reload();
  }

  function receive(frame: ServerFrame): void {
    clock.handle(frame);
    if (frame.type === 'welcome') welcome(frame);
    else if (frame.type === 'message') message(frame);
    else if (frame.type === 'joined' || frame.type === 'left') moved(frame.type, frame);
    else if (frame.type === 'members') listed(frame);
    else if (frame.type === 'gap') log.gap({ ...frame, partial: true }, cameAt ?? 0);
    else if (frame.type === 'typing' && frame.member.id !== person.id)
      typingLine.add(people.toldApart(frame.member));
    else if (frame.type === 'renamed') renamed([frame.member]);
    else if (frame.type === 'error') own.refused(frame);
  }

  function welcome(frame: Frame<'welcome'>): void {
    // Somebody else has signed in meanwhile: what is here was not said to them.
    if (frame.you.id !== person.id) {
      reload();
      return;
    }
    veil(false);
    listed(frame);
    renamed([...frame.members, frame.you]);
    cameAt ??= frame.at;
    if (lostAt !== undefined) log.gap({ from: lostAt, to: frame.at, partial: false }, cameAt);
    lostAt = undefined;
    own.flush();
  }

  function listed({ members, count }: Frame<'welcome' | 'members'>): void {
    people.list(members, count);
    peopleList.show(people);
  }

  function renamed(members: Member[]): void {
    people.renamed(members);
    peopleList.show(people);
    typingLine.remove(members);
    log.renamed(members);
    const name = members.findLast(({ id }) => id === person.id)?.name ?? person.name;
    if (name === person.name) return;
    person.name = name;
    ownMentions = mentionsOf(name, personLogin);
  }

  function message(frame: Frame<'message'>): void {
    if (seen.repeats(frame)) return;
    typingLine.remove([frame.from]);
    const mine = frame.from.id === person.id;
    if (mine && own.confirm(frame)) return;
    const from = people.toldApart(frame.from);
    const view = new MessageView(from, frame, frame.at, mine, translator, findMentions);
    log.add(view);
    if (mine) return;
    unread.add();
    if (view.mentioned) void alerts.mentioned(from.name, frame.at);
  }

  function moved(move: Move, { members, count, at }: Frame<Move>): void {
    const total = people[move](members, count);
    peopleList.show(people);
    if (move === 'left') typingLine.remove(members);
    log.moved(move, members, total, at);
  }

  function retranslate(language?: string): void {
    if (!translator.updateLocale(language)) return;
    log.retranslate();
    own.retranslate();
    scroll.retranslate();
    status.retranslate();
    typingLine.retranslate();
    peopleList.show(people);
  }

  /** Leaves everything where it is, the reader's place in the log among it. */
  function veil(yes: boolean): void {
    veiled = yes;
    body.style.visibility = yes ? 'hidden' : '';
  }

  function reload(): void {
    release();
    location.reload();
  }
  // Nothing tells a page that its reader has travelled.
  setInterval(() => retranslate(), LOOK_AT_ZONE);
  switchLanguageInPlace(retranslate);

  const release = watchPage({
    holds: () => !log.empty || composer.holds,
    wake() {
      retranslate();
      connection.check();
    },
    left() {
      // Whoever comes back may be somebody else: nothing is shown before the site has said that they are not.
      veil(true);
      if (forgotten) forgetPerson(person.id);
      connection.stop();
    },
    returned() {
      retranslate();
      connection.start();
    },
  });
  // What leads on from here was just asked for.
  findPart(root, 'closed-notice', HTMLElement).addEventListener('click', release, { capture: true });
  watchOthersLeaving(person.id, () => {
    forgotten = true;
    reload();
  });
  connection.start();
}
