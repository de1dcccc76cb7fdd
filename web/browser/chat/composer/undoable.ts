/**
 * Puts a text in place of what is selected, as if it had been typed: Ctrl+Z takes it out again. Scripts have no other way than the
 * old command to write what can be undone (`setRangeText` also forgets what could be undone before).
 */
export function insertUndoably(field: HTMLTextAreaElement, text: string): void {
  const { selectionStart, selectionEnd } = field;
  if (!field.readOnly && document.execCommand('insertText', false, text)) return;
  if (!field.readOnly) field.setRangeText(text, selectionStart, selectionEnd, 'end');
}
