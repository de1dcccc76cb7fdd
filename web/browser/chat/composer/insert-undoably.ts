/**
 * Replaces the selection as if the text had been typed: Ctrl+Z takes it out again. The deprecated command is the only way for a
 * script to do that: `setRangeText` discards the field's undo history.
 */
export function insertUndoably(field: HTMLTextAreaElement, text: string): void {
  const { selectionStart, selectionEnd } = field;
  if (!field.readOnly && document.execCommand('insertText', false, text)) return;
  if (!field.readOnly) field.setRangeText(text, selectionStart, selectionEnd, 'end');
}
