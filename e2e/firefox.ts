import type { LaunchOptions } from '@playwright/test';

/** Debian's Firefox ESR, which Playwright drives over WebDriver BiDi. */
export const firefoxOptions: LaunchOptions = {
  channel: 'moz-firefox',
  executablePath: '/usr/bin/firefox-esr',
  firefoxUserPrefs: {
    // It calls nobody.
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'app.update.enabled': false,
  },
};

/** What is told in Firefox too: what people see and do on the pages. */
export const firefoxStories = [
  'pages/{alerts,busy-room,commands,completion,formatting,highlighting,leaving,locales,messages,people,room,unread-line}.story.ts',
  'pages/layout/window.story.ts',
  'pages/messages/changed-messages.story.ts',
  'pages/sealed/rooms.story.ts',
  'stories/{accounts,invites,rooms,settings}.story.ts',
];

const NO_PHONE = 'a narrow window with a mouse is no phone: isMobile, hasTouch and tap are not honoured';

const NO_HOVER = 'the mouse is not over a window that was behind another one: no toolbar comes';

const NOT_KEPT = 'with its driver the browser keeps no page for Back: it loads the room anew';

const ONCE = 'Firefox asks for a module that did not come once, and not again before the page is loaded anew';

/** Those of them that are not, because the driver cannot do what they need, or the browser does otherwise. */
const NOT_IN_FIREFOX: { story: string; reason: string }[] = [
  { story: 'on a phone the owner opens a card from a message', reason: NO_PHONE },
  { story: 'the pages of a room’s moderation have no faults on a phone', reason: NO_PHONE },
  { story: 'on a tablet the hint says that Ctrl+Enter sends', reason: NO_PHONE },
  { story: 'on a phone Enter breaks the line', reason: NO_PHONE },
  {
    story: 'a card whose script cannot be loaded opens as a page, and as a dialog once it can',
    reason: ONCE,
  },
  {
    story: 'commands whose script cannot be loaded are sent as typed, and completed once it can',
    reason: ONCE,
  },
  { story: 'code keeps its spaces and is copied as it is', reason: 'the clipboard cannot be read' },
  { story: 'an own message is corrected and withdrawn, and everybody sees it', reason: NO_HOVER },
  { story: 'reactions count, name and toggle', reason: NO_HOVER },
  { story: 'Back restores all messages and says what was missed', reason: NOT_KEPT },
  { story: 'Back restores nothing after the session has ended', reason: NOT_KEPT },
  { story: 'without JavaScript a sealed room is not offered', reason: 'javaScriptEnabled is not honoured' },
];

export const notInFirefox = NOT_IN_FIREFOX.map(({ story }) => new RegExp(RegExp.escape(story)));
