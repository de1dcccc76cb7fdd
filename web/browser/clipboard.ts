/**
 * Copies a text.
 *
 * Without HTTPS there is no `navigator.clipboard`. The function then selects the element that shows the text and tries the
 * deprecated command; if that fails too, the reader can at least press Ctrl+C.
 *
 * @returns whether the text is in the clipboard
 */
export async function copyText(text: string, shownIn: Node): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    getSelection()?.selectAllChildren(shownIn);
    return document.execCommand('copy');
  }
}
