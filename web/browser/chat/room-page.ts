import type { Frame, Member, ServerFrame } from '@lantern/chat/protocol';
import { onSignOutElsewhere } from '../sign-out.ts';
import { forgetPerson, personalKey } from '../storage.ts';
import { Composer } from './composer/composer.ts';
import { Connection, type ConnectionState } from './connection/connection.ts';
import { ConnectionStatus } from './connection/connection-status.ts';
import { requestRoomToken } from './connection/room-token.ts';
import { ServerClock } from './connection/server-clock.ts';
import { findPart } from './dom/elements.ts';
import { readLocale, switchLocaleInPlace } from './i18n/locale-switch.ts';
import { createTranslator, type PageLocale } from './i18n/translator.ts';
import { AutoScroll } from './log/auto-scroll.ts';
import { MessageLog } from './log/message-log.ts';
import { MemberList } from './members/member-list.ts';
import type { PresenceChange } from './members/presence-notice.ts';
import { setUpPresenceToggle } from './members/presence-toggle.ts';
import { RoomMembers } from './members/room-members.ts';
import { TypingSignal } from './members/typing.ts';
import { TypingIndicator } from './members/typing-indicator.ts';
import { createMentionFinder } from './mentions/mentions.ts';
import { DuplicateFilter } from './messages/duplicate-filter.ts';
import { MessageView } from './messages/message-view.ts';
import { MentionAlerts } from './notifications/mention-alerts.ts';
import { UnreadCount } from './notifications/unread-count.ts';
import { OutgoingMessages } from './outbox/outgoing-messages.ts';
import { watchPageLifecycle } from './page-lifecycle.ts';

const TIME_ZONE_CHECK_INTERVAL = 30_000;

/** Starts the room page: connects the room's connection with the components of the page. */
export function startRoomPage(root: HTMLElement): void {
  const {
    roomId = '',
    roomName = '',
    userId = '',
    personName = '',
    personLogin = '',
    tokenUrl = '',
    csrf = '',
  } = root.dataset;
  const person = { id: userId, name: personName };
  const translator = createTranslator(readLocale(document), { preferred: navigator.languages });
  let findOwnMentions = createMentionFinder({ name: person.name, login: personLogin });
  const findMentions = (text: string) => findOwnMentions(text);
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
  const duplicates = new DuplicateFilter();
  const unreadCount = new UnreadCount();
  const alerts = new MentionAlerts({ root, roomId, roomName, userId, translator });
  const members = new RoomMembers();
  const typingIndicator = new TypingIndicator({
    element: findPart(root, 'typing', HTMLElement),
    translator,
  });
  const typingSignal = new TypingSignal();
  setUpPresenceToggle(root, logElement);

  const connection = new Connection({
    requestToken: () => requestRoomToken(tokenUrl, csrf),
    onState: connectionChanged,
    onFrame: (frame) => handle(frame),
    onReplaced() {
      outgoing.disconnected();
      outgoing.flush();
    },
  });
  const status = new ConnectionStatus({ root, translator, onRetry: () => connection.check() });
  const outgoing = new OutgoingMessages({
    roomId,
    person,
    translator,
    log,
    findMentions,
    now: () => clock.now,
    send: ({ ref, text }) => connection.send({ type: 'message', ref, text }),
    onNoAnswer: () => connection.check(),
  });
  const composer = new Composer({
    root,
    draftKey: personalKey(person.id, `draft.${roomId}`),
    translator,
    onSend(text) {
      typingSignal.reset();
      outgoing.send(text);
    },
    onTyping() {
      if (typingSignal.due(Date.now())) connection.send({ type: 'typing' });
    },
  });
  const memberList = new MemberList({
    root,
    ownId: person.id,
    translator,
    mention: (name) => composer.insert(`@${name} `),
  });

  let joinedAt: number | undefined;
  let lostAt: number | undefined;
  let connected = false;
  let concealed = false;
  let signedOutElsewhere = false;

  function connectionChanged(state: ConnectionState): void {
    status.show(state);
    if (connected && state.name !== 'connected') {
      lostAt = clock.lastFrameAt;
      typingIndicator.clear();
      outgoing.disconnected();
    }
    connected = state.name === 'connected';
    if (state.name === 'closed') composer.close();
    if (state.name === 'closed' && concealed) reload();
  }

  function handle(frame: ServerFrame): void {
    clock.handle(frame);
    if (frame.type === 'welcome') handleWelcome(frame);
    else if (frame.type === 'message') handleMessage(frame);
    else if (frame.type === 'joined' || frame.type === 'left') handlePresence(frame.type, frame);
    else if (frame.type === 'members') replaceMembers(frame);
    else if (frame.type === 'gap') log.addGap({ ...frame, partial: true }, joinedAt ?? 0);
    else if (frame.type === 'typing' && frame.member.id !== person.id)
      typingIndicator.add(members.withDistinctName(frame.member));
    else if (frame.type === 'renamed') rename([frame.member]);
    else if (frame.type === 'error') outgoing.handleError(frame);
  }

  function handleWelcome(frame: Frame<'welcome'>): void {
    // Another person has signed in meanwhile, and must not see the messages on this page.
    if (frame.you.id !== person.id) {
      reload();
      return;
    }
    conceal(false);
    replaceMembers(frame);
    rename([...frame.members, frame.you]);
    joinedAt ??= frame.at;
    if (lostAt !== undefined) log.addGap({ from: lostAt, to: frame.at, partial: false }, joinedAt);
    lostAt = undefined;
    outgoing.flush();
  }

  function replaceMembers(frame: Frame<'welcome' | 'members'>): void {
    members.replace(frame.members, frame.count);
    memberList.show(members);
  }

  function rename(renamed: Member[]): void {
    members.rename(renamed);
    memberList.show(members);
    typingIndicator.remove(renamed);
    log.rename(renamed);
    const name = renamed.findLast(({ id }) => id === person.id)?.name ?? person.name;
    if (name === person.name) return;
    person.name = name;
    findOwnMentions = createMentionFinder({ name, login: personLogin });
  }

  function handleMessage(frame: Frame<'message'>): void {
    if (duplicates.isDuplicate(frame)) return;
    typingIndicator.remove([frame.from]);
    const isOwn = frame.from.id === person.id;
    if (isOwn && outgoing.confirm(frame)) return;
    const author = members.withDistinctName(frame.from);
    const view = new MessageView({ author, content: frame, at: frame.at, isOwn, translator, findMentions });
    log.add(view);
    if (isOwn) return;
    unreadCount.add();
    if (view.mentionsReader) void alerts.mentioned(author.name, frame.at);
  }

  function handlePresence(change: PresenceChange, frame: Frame<PresenceChange>): void {
    const total = members[change](frame.members, frame.count);
    memberList.show(members);
    if (change === 'left') typingIndicator.remove(frame.members);
    log.addPresenceChange(change, { members: frame.members, total, at: frame.at });
  }

  function retranslate(locale?: PageLocale): void {
    if (!translator.updateLocale(locale)) return;
    log.retranslate();
    outgoing.retranslate();
    scroll.retranslate();
    status.retranslate();
    typingIndicator.retranslate();
    memberList.show(members);
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
      if (signedOutElsewhere) forgetPerson(person.id);
      connection.stop();
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
  connection.start();
}
