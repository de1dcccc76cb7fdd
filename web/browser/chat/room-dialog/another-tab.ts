/** Whether a click on a link asks for another tab or window, as the browser has it. */
export const isForAnotherTab = (event: MouseEvent): boolean =>
  event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
