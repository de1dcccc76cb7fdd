import { copyText } from './clipboard.ts';

/** Shows the buttons that copy and print, which need a script. Without scripts they stay hidden, and a link offers the codes as a file. */
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
  const text = document.getElementById(button.dataset.copy ?? '');
  button.hidden = false;
  button.addEventListener('click', async () => {
    if (text && (await copyText(text.textContent ?? '', text)))
      button.textContent = button.dataset.copied ?? '';
  });
}

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
