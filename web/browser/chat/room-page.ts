import type { Frame, Member, ServerFrame } from '@lantern/chat/protocol';
import { onSignOutElsewhere } from '../sign-out.ts';
import { forgetPerson, inPage, inTab, personalKey } from '../storage.ts';
import { Composer } from './composer/composer.ts';
import { WriteNotice } from './composer/write-notice.ts';
import type { Connect } from './connection/connect.ts';
import type { ConnectionState } from './connection/connection.ts';
import { ConnectionStatus } from './connection/connection-status.ts';
import { requestRoomToken } from './connection/room-token.ts';
import { ServerClock } from './connection/server-clock.ts';
import { findPart } from './dom/elements.ts';
import { switchLocaleInPlace } from './i18n/locale-switch.ts';
import { type PageLocale, readersTranslator } from './i18n/readers-translator.ts';
import { roomNameOn } from './layout/room-name.ts';
import { AutoScroll } from './log/auto-scroll.ts';
import { MessageLog } from './log/message-log.ts';
import type { PresenceChange } from './members/presence-notice.ts';
import { setUpPresenceToggle } from './members/presence-toggle.ts';
import { RoomPeople } from './members/room-people.ts';
import { TypingSignal } from './members/typing.ts';
import { RoomMentions } from './mentions/room-mentions.ts';
import { setUpMessageMenu } from './message-menu/message-menu-triggers.ts';
import { fromFrame, toFrame } from './messages/content-frames.ts';
import { RoomMessages } from './messages/room-messages.ts';
import { MentionAlerts } from './notifications/mention-alerts.ts';
import { UnreadCount } from './notifications/unread-count.ts';
import { isOldCopy, watchPageLifecycle } from './page-lifecycle.ts';

const TIME_ZONE_CHECK_INTERVAL = 30_000;

/** `locale`: in which the page is, with the texts that scripts write. */
export type RoomPageParts = { root: HTMLElement; locale: PageLocale; connect: Connect };

/** Starts the room page: connects the room's connection with the components of the page. */
export function startRoomPage({ root, locale, connect }: RoomPageParts): void {
  const {
    roomId = '',
    userId = '',
    personName = '',
    personLogin = '',
    tokenUrl = '',
    csrf = '',
  } = root.dataset;
  const person = { id: userId, name: personName };
  // What is written in a sealed room is not left on the disk either.
  const isSealed = root.dataset.sealed !== undefined;
  const keep = isSealed ? inPage : inTab;
  const translator = readersTranslator(locale);
  const mentions = new RoomMentions({ ...person, login: personLogin }, () => people);
  const logElement = findPart(root, 'log', HTMLElement);
  const body = findPart(root, 'body', HTMLElement);
  // Components measure their elements, which a hidden body would not allow.
  body.hidden = false;

  const scroll = new AutoScroll({
    viewport: findPart(root, 'viewport', HTMLElement),
    content: logElement,
    button: findPart(root, 'newer', HTMLButtonElement),
    translator,
  });
  const log = new MessageLog({ element: logElement, scroll, translator });
  const clock = new ServerClock();
  const unreadCount = new UnreadCount();
  const alerts = new MentionAlerts({ root, roomId, userId, translator });
  const renameRoom = roomNameOn({ root, roomId, userId, unreadCount });
  const people = new RoomPeople({
    root,
    roomId,
    ownId: person.id,
    translator,
    mention: (name) => composer.insert(`@${name} `),
    onIgnoredChange: () => messages.ignoredChanged(),
  });
  const typingSignal = new TypingSignal();
  setUpPresenceToggle(root, logElement);

  const connection = connect(translator, {
    requestToken: () => requestRoomToken(tokenUrl, csrf),
    onState: connectionChanged,
    onFrame: (frame) => handle(frame),
    onNotice(notice) {
      if (!people.ignored.has(notice.from)) log.addNotice(notice);
    },
    onReplaced() {
      messages.disconnected();
      messages.outgoing.flush();
    },
  });
  const status = new ConnectionStatus({ root, translator, onRetry: () => connection.check() });
  const composer = new Composer({
    root,
    draft: keep(personalKey(person.id, `draft.${roomId}`)),
    translator,
    people,
    onSend(text) {
      typingSignal.reset();
      messages.say(text);
    },
    onTyping() {
      if (typingSignal.due(Date.now())) connection.send({ type: 'typing' });
    },
    onCorrectLast: () => messages.correctLast(),
    onCancel: () => messages.cancel(),
  });
  const writeNotice = new WriteNotice({
    root,
    translator,
    now: () => clock.now,
    onChange: (maySend, mayCorrect) => composer.setMaySend(maySend, mayCorrect),
  });
  const messages: RoomMessages = new RoomMessages({
    root,
    person,
    stored: keep(personalKey(person.id, `unsent.${roomId}`)),
    translator,
    log,
    scroll,
    people,
    composer,
    findMentions: mentions.finderFor(person),
    finderFor: (author) => mentions.finderFor(author),
    now: () => clock.now,
    send: (content, ref) => connection.send(toFrame(content, ref)),
    onNoAnswer: () => connection.check(),
    isSealed,
    onWait: (seconds) => writeNotice.startWait(seconds),
    onOthers({ member, at, mentionsReader }) {
      unreadCount.add();
      void alerts.messageArrived(member.name, at, mentionsReader);
    },
  });
  setUpMessageMenu({ root, translator, actions: messages, leave: () => composer.focus() });

  let joinedAt: number | undefined;
  let lostAt: number | undefined;
  let [connected, concealed, signedOutElsewhere] = [false, false, false];

  function connectionChanged(state: ConnectionState): void {
    status.show(state);
    if (connected && state.name !== 'connected') {
      lostAt = clock.lastFrameAt;
      people.typesNoMore();
      messages.disconnected();
    }
    connected = state.name === 'connected';
    if (state.name === 'closed') composer.close();
    if (state.name === 'closed' && concealed) reload();
  }

  function handle(frame: ServerFrame): void {
    clock.handle(frame);
    const received = fromFrame(frame);
    if (received) messages.receive(received);
    else if (frame.type === 'welcome') handleWelcome(frame);
    else if (frame.type === 'joined' || frame.type === 'left') handlePresence(frame.type, frame);
    else if (frame.type === 'members') people.replace(frame);
    else if (frame.type === 'gap') log.addGap({ ...frame, partial: true }, joinedAt ?? 0);
    else if (frame.type === 'typing') people.types(frame.member);
    else if (frame.type === 'renamed') rename([frame.member]);
    else if (frame.type === 'room_renamed') renameRoom(frame.name);
    else if (frame.type === 'muted') writeNotice.setMute(frame.until ?? 0, frame.reason);
    else if (frame.type === 'slow_mode') writeNotice.setSlowMode(frame.seconds);
    else if (frame.type === 'error') messages.handleError(frame);
  }

  function handleWelcome(frame: Frame<'welcome'>): void {
    // Another person has signed in meanwhile, and must not see the messages on this page.
    if (frame.you.id !== person.id) {
      reload();
      return;
    }
    conceal(false);
    renameRoom(frame.room.name);
    people.replace(frame);
    rename([...frame.members, frame.you]);
    writeNotice.setMute(frame.muted_until ?? 0);
    writeNotice.setSlowMode(frame.slow_mode ?? 0);
    joinedAt ??= frame.at;
    if (lostAt !== undefined) log.addGap({ from: lostAt, to: frame.at, partial: false }, joinedAt);
    lostAt = undefined;
    messages.outgoing.flush();
  }

  function rename(renamed: Member[]): void {
    people.rename(renamed);
    log.rename(renamed);
    const own = renamed.findLast(({ id }) => id === person.id);
    if (!own) return;
    writeNotice.setExempt(own.role !== undefined);
    if (own.name === person.name) return;
    person.name = own.name;
    mentions.rename(own.name);
  }

  function handlePresence(change: PresenceChange, frame: Frame<PresenceChange>): void {
    const total = people.change(change, frame);
    log.addPresenceChange(change, { members: frame.members, total, at: frame.at });
  }

  function retranslate(locale?: PageLocale): void {
    if (!translator.updateLocale(locale)) return;
    log.retranslate();
    messages.retranslate();
    scroll.retranslate();
    status.retranslate();
    people.retranslate();
    writeNotice.retranslate();
  }

  /** Hides the page's content without changing its layout: the reader keeps their place in the log. */
  function conceal(yes: boolean): void {
    concealed = yes;
    body.style.visibility = yes ? 'hidden' : '';
  }

  function reload(): void {
    allowLeaving();
    location.reload();
  }
  // No event tells a page that its time zone has changed.
  setInterval(() => retranslate(), TIME_ZONE_CHECK_INTERVAL);
  switchLocaleInPlace(retranslate);

  const allowLeaving = watchPageLifecycle({
    hasUnsavedContent: () => !log.isEmpty || composer.hasText,
    onWake() {
      retranslate();
      connection.check();
    },
    onHide() {
      // Another person may use the browser when the page returns: it shows nothing until the site has said who is signed in.
      conceal(true);
      connection.stop();
      if (signedOutElsewhere) forgetPerson(person.id);
    },
    onRestore() {
      retranslate();
      connection.start();
    },
  });
  // The reader has already decided to leave when they use a link of this notice.
  findPart(root, 'closed-notice', HTMLElement).addEventListener('click', allowLeaving, { capture: true });
  onSignOutElsewhere(person.id, () => {
    signedOutElsewhere = true;
    reload();
  });
  conceal(isOldCopy());
  connection.start();
}
