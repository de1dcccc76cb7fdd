/**
 * Copies a text.
 *
 * Outside HTTPS there is no `navigator.clipboard`: then the element that shows the text is selected and the older
 * command tried; should that fail too, it is at least ready for Ctrl+C.
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
