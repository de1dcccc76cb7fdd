import { copyText } from '../clipboard.ts';

/**
 * Shows the buttons that copy, share and print, which need a script. Without scripts they stay hidden, and the text can be selected;
 * recovery codes are also offered as a file.
 */
export function showCopyPrintShare(within: ParentNode): void {
  for (const button of within.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const text = document.getElementById(button.dataset.copy ?? '');
    button.hidden = false;
    button.addEventListener('click', async () => {
      if (text && (await copyText(text.textContent ?? '', text)))
        button.textContent = button.dataset.copied ?? '';
    });
  }

  // Only where the system can: a phone, and only over HTTPS.
  if ('share' in navigator)
    for (const button of within.querySelectorAll<HTMLButtonElement>('button[data-share]')) {
      button.hidden = false;
      button.addEventListener('click', () => {
        const url = document.getElementById(button.dataset.share ?? '')?.textContent ?? '';
        // It rejects when the reader closes the system's dialog.
        navigator.share({ title: button.dataset.shareTitle ?? '', url }).catch(() => {});
      });
    }

  const sealedLink = within.querySelector<HTMLElement>('[data-sealed-link]');
  if (sealedLink) void addKeyTo(sealedLink);

  for (const button of within.querySelectorAll<HTMLButtonElement>('button[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
}

async function addKeyTo(link: HTMLElement): Promise<void> {
  const { addKey } = await import('./sealed-link.ts');
  addKey(link);
}
