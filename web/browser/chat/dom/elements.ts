/**
 * Finds an element that the room's template contains.
 *
 * @param name the element's `data-part`
 * @param kind the element's class, `HTMLElement` when any will do
 * @throws Error when the template has no such element
 */
export function findPart<Kind extends HTMLElement>(
  root: ParentNode,
  name: string,
  kind: new () => Kind,
): Kind {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (!(found instanceof kind)) throw new Error(`the room page has no ${kind.name} called ${name}`);
  return found;
}

/** Creates an element. Strings become text nodes: nothing that people wrote is ever parsed as markup. */
export function createElement<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

export function createButton(className: string, text: string, onClick: () => void): HTMLButtonElement {
  const element = createElement('button', className, text);
  element.type = 'button';
  element.addEventListener('click', onClick);
  return element;
}

/** Creates what screen readers pass over, since it says nothing more than what stands beside it. */
export function createDecoration(className: string, text: string): HTMLElement {
  const element = createElement('span', className, text);
  element.ariaHidden = 'true';
  return element;
}
