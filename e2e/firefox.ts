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

const COARSE = 1;

/** The same with a finger in place of a mouse, as the pages are told: the driver honours neither `hasTouch` nor `isMobile`. */
export const firefoxPhoneOptions: LaunchOptions = {
  ...firefoxOptions,
  firefoxUserPrefs: {
    ...firefoxOptions.firefoxUserPrefs,
    'ui.primaryPointerCapabilities': COARSE,
    'ui.allPointerCapabilities': COARSE,
  },
};

/** What is told in Firefox too: what people see and do on the pages. */
export const firefoxStories = [
  'pages/{alerts,busy-room,commands,completion,docs,formatting,highlighting,leaving,locales,messages,old-copy,people,room,unread-line}.story.ts',
  'pages/accessibility/dialogs.story.ts',
  'pages/layout/*.story.ts',
  'pages/messages/{changed-messages,message-menu}.story.ts',
  'pages/sealed/{changes,rooms}.story.ts',
  'pages/without-network/service-worker.story.ts',
  'stories/{accounts,display,invites,rooms,settings}.story.ts',
];

/** Those of them that are told with a finger. */
const ON_A_PHONE = [
  'with a keyboard over a phone more than 55 % of what is left is talk',
  'the list of people on a phone closes by Escape, beside it',
  'one menu on a phone holds what a desk shows as buttons',
  'on a phone the owner opens a card from a message',
  'the pages of a room’s moderation have no faults on a phone',
  'on a tablet the hint says that Ctrl+Enter sends',
  'on a phone Enter breaks the line',
];

const NO_FINGER = 'the driver cannot move a finger: stories that tap are told with the mouse';

const OFFLINE =
  'the driver does not take the network away from a service worker; WebKit is told of it without Lantern';

const ONCE = 'Firefox asks for a module that did not come once, and not again before the page is loaded anew';

const SLOW = 'it takes 15 to 40 seconds, and nothing in it is a matter of the browser';

/** Those of them that are not: the driver cannot do what they need, the browser does otherwise, or Chromium is enough. */
const NOT_IN_FIREFOX: { story: string; reason: string }[] = [
  { story: 'the list of people on a phone closes by a swipe', reason: NO_FINGER },
  { story: 'a finger that stays on a message opens its menu', reason: NO_FINGER },
  {
    story: 'what a notch and the bar of gestures cover is left free',
    reason: 'the driver cannot give the screen a notch',
  },
  { story: 'the menu key opens the menu of a message', reason: 'the driver has no menu key' },
  {
    story: 'a card whose script cannot be loaded opens as a page, and as a dialog once it can',
    reason: ONCE,
  },
  {
    story: 'commands whose script cannot be loaded are sent as typed, and completed once it can',
    reason: ONCE,
  },
  { story: 'code keeps its spaces and is copied as it is', reason: 'the clipboard cannot be read' },
  {
    story: 'Back restores all messages and says what was missed',
    reason: 'Firefox keeps no page with an open connection for Back: it loads the room anew',
  },
  {
    story: 'a chosen theme holds whatever the device does',
    reason: 'colorScheme is not honoured: the device does nothing',
  },
  { story: 'and the focus is where it was once that closes (1280 px', reason: SLOW },
  { story: 'no code holds the page that shows it', reason: SLOW },
  { story: 'a connection that answers within six seconds stays open', reason: SLOW },
  { story: 'a correction without an answer says so and can be tried again', reason: SLOW },
  { story: 'an unconfirmed message is marked, and trying again delivers it once', reason: SLOW },
  { story: 'a new password keeps this browser and its room signed in', reason: SLOW },
  { story: 'a revoked session leaves its room within seconds', reason: SLOW },
  { story: 'deleting an account closes its rooms within seconds', reason: SLOW },
  { story: 'without JavaScript a sealed room is not offered', reason: 'javaScriptEnabled is not honoured' },
  { story: 'without scripts, /docs lists all calls', reason: 'javaScriptEnabled is not honoured' },
  { story: 'a visitor registers, signs in and reads the account on /docs alone', reason: SLOW },
  { story: '/docs is light, and says so when the forms cannot be loaded', reason: ONCE },
  { story: 'without a network a page says so in both languages', reason: OFFLINE },
  { story: 'parts of an open room come from what the browser keeps', reason: OFFLINE },
  {
    story: 'it can be installed, and is a window of its own then',
    reason: 'only Chromium tells a driver that',
  },
];

const named = (stories: string[]) => stories.map((story) => new RegExp(RegExp.escape(story)));

export const firefoxPhoneOnly = named(ON_A_PHONE);
export const notInFirefox = named(NOT_IN_FIREFOX.map(({ story }) => story));
