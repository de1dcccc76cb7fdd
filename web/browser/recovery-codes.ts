import { copyText } from './clipboard.ts';

/** Copying and printing need scripts: without them these buttons stay hidden, and the link to the file does the same. */
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
