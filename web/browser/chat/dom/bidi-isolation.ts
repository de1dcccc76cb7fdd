/** Unicode's marks for text with a direction of its own (UAX #9, FSI and PDI). Names cannot contain them. */
const [ISOLATE_START, ISOLATE_END] = ['\u2068', '\u2069'];

/** Marks a name within a line that is put together as text. */
export const isolate = (name: string): string => `${ISOLATE_START}${name}${ISOLATE_END}`;

/** Puts each marked name of a line into a `bdi` element: the name's direction does not change the line's, nor the line's the name's. */
export function isolatedNodes(line: string): (Node | string)[] {
  return line.split(ISOLATE_START).flatMap((part, index) => {
    if (index === 0) return [part];
    const [name = '', ...rest] = part.split(ISOLATE_END);
    const element = document.createElement('bdi');
    element.textContent = name;
    return [element, rest.join('')];
  });
}
