import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from '@lantern/service/log';
import { Mailbox } from '../../testing/outside/mailbox.ts';
import { openMail } from './smtp.ts';

const anna = { to: 'anna@example.org', userId: 'the id of Anna' };
const letter = { ...anna, locale: 'en', subject: 'A subject', paragraphs: ['What it says.'] };
const MAIL_FROM = 'Lantern <lantern@example.org>';

/** A mail service, and the lines that it logs. */
function mailTo(SMTP_URL: string, retryAfter: number[] = []) {
  const lines: string[] = [];
  const log = createLog('test', 'info', { destination: { write: (line: string) => void lines.push(line) } });
  const mail = openMail({ SMTP_URL, MAIL_FROM }, log, retryAfter);
  if (!mail) throw new Error('not configured');
  return { mail, lines, log: () => lines.join('') };
}

const refusal = (responseCode: number) =>
  Object.assign(new Error('no, says anna@example.org'), { responseCode });

test('a mail has the same content as text and as HTML, without markup', async () => {
  const mailbox = new Mailbox();
  const { mail } = mailTo(await mailbox.start());
  const link = { label: 'Открыть <ссылку>', url: 'https://chat.example.org/?a=1&b="2"' };
  mail.post(async () => ({ ...letter, subject: 'Тема <b>', paragraphs: ['1 < 2 & <script>', link] }));
  const got = await mailbox.next();
  assert.equal(got.subject, 'Тема <b>');
  assert.equal(got.text?.trim(), `1 < 2 & <script>\n\n${link.label}:\n${link.url}`);
  assert.ok(got.html?.includes('1 &lt; 2 &amp; &lt;script&gt;'));
  assert.ok(got.html?.includes('href="https://chat.example.org/?a=1&amp;b=&quot;2&quot;"'));
  const headers = Object.fromEntries(got.headers.map(({ key, value }) => [key, value]));
  assert.equal(headers['auto-submitted'], 'auto-generated', 'RFC 3834');
  await mail.close();
});

test('a line break in an address or a subject makes no header and no second reader', async () => {
  const mailbox = new Mailbox();
  const { mail } = mailTo(await mailbox.start());
  const subject = 'A subject\r\nBcc: eve@example.org';
  mail.post(async () => ({ ...letter, subject, to: 'anna@example.org\r\nBcc: eve@example.org' }));
  mail.post(async () => ({ ...letter, subject, to: 'anna@example.org, eve@example.org' }));
  mail.post(async () => ({ ...letter, subject }));
  await mail.close();
  const readers = mailbox.mails.flatMap(({ to = [], cc = [], bcc = [] }) => [...to, ...cc, ...bcc]);
  assert.ok(readers.every(({ address }) => address !== 'eve@example.org'));
  assert.ok(mailbox.mails.length > 0);
});

test('a temporary failure is retried, and the mail arrives once', async () => {
  const mailbox = new Mailbox();
  const { mail, log } = mailTo(await mailbox.start(), [1, 1]);
  let refusals = 2;
  mailbox.gate = async () => {
    if (refusals-- > 0) throw refusal(451);
  };
  mail.post(async () => letter);
  assert.equal((await mailbox.next()).subject, 'A subject');
  await mail.close();
  assert.equal(mailbox.mails.length, 1);
  assert.equal(log().match(/could not be sent yet/g)?.length, 2);
  assert.match(log(), /"user_id":"the id of Anna".*"response":451/);
  assert.doesNotMatch(log(), /anna@example.org|What it says/, 'no address and no text (row 41)');
});

test('a permanent failure is not retried, and the log says so', async () => {
  const mailbox = new Mailbox();
  const { mail, log } = mailTo(await mailbox.start(), [1, 1]);
  let tries = 0;
  mailbox.gate = async () => {
    tries++;
    throw refusal(550);
  };
  mail.post(async () => letter);
  await mail.close();
  assert.equal(tries, 1);
  assert.match(log(), /"response":550.*a mail could not be sent"/);
});

test('the log says of each mail that the server is unreachable', async () => {
  const mailbox = new Mailbox();
  const url = await mailbox.start();
  await mailbox.stop();
  const { mail, log } = mailTo(url, [1]);
  mail.post(async () => letter);
  await mail.close();
  assert.match(log(), /"reason":"ESOCKET".*a mail could not be sent"/);
});

test('the password of the mail server opens it, and does not leave this machine without TLS', async () => {
  const credentials = { username: 'lantern', password: 'p@ss/word' };
  const outcome = async (host: string) => {
    const mailbox = new Mailbox(credentials);
    const url = new URL(await mailbox.start(host));
    Object.assign(url, credentials);
    const { mail, log } = mailTo(url.href);
    mail.post(async () => letter);
    await mail.close();
    return { arrived: mailbox.mails.length, log: log() };
  };
  assert.equal((await outcome('127.0.0.1')).arrived, 1);
  // This server offers no STARTTLS, and by its address might stand anywhere.
  const { arrived, log } = await outcome('127.0.0.2');
  assert.equal(arrived, 0);
  assert.match(log, /"reason":"ETLS"/);
  assert.doesNotMatch(log, /p@ss|p%40ss/);
});

test('stopping sends what waits once more, and gives up what a server holds back', async () => {
  const mailbox = new Mailbox();
  const { mail, log } = mailTo(await mailbox.start(), [3_600_000]);
  let refusals = 1;
  mailbox.gate = async () => {
    if (refusals-- > 0) throw refusal(451);
  };
  mail.post(async () => letter);
  while (!log().includes('could not be sent yet')) await new Promise(setImmediate);
  await mail.close();
  assert.equal(mailbox.mails.length, 1);
  assert.throws(() => mail.post(async () => letter), /busy/);
});

test('there is room for so many letters, and for security mails beside them (row 48)', async () => {
  const mailbox = new Mailbox();
  const { mail } = mailTo(await mailbox.start());
  for (let n = 0; n < 200; n++) mail.post(async () => undefined);
  assert.throws(() => mail.post(async () => undefined), /busy/);
  mail.post(async () => letter, 'security_mail');
  await mail.close();
  assert.equal(mailbox.mails.length, 1);
});
