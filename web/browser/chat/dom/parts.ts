/**
 * Finds what the room's template prepared.
 *
 * @param name the element's `data-part`
 * @param kind its class, `HTMLElement` when any will do
 * @throws Error when template and script do not fit together
 */
export function part<Kind extends HTMLElement>(root: ParentNode, name: string, kind: new () => Kind): Kind {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (!(found instanceof kind)) throw new Error(`the room page has no ${kind.name} called ${name}`);
  return found;
}

/** Builds an element. Strings become text nodes: nothing that people wrote is ever parsed as markup. */
export function build<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

export function button(className: string, text: string, onClick: () => void): HTMLButtonElement {
  const element = build('button', className, text);
  element.type = 'button';
  element.addEventListener('click', onClick);
  return element;
}
