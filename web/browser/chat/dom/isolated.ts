/** Unicode's marks around what keeps a direction of its own (UAX #9, FSI and PDI). No name holds them: they show nothing. */
const [BEGIN, END] = ['\u2068', '\u2069'];

/** Marks a name within a line of ours, which is put together as text. */
export const isolate = (name: string): string => `${BEGIN}${name}${END}`;

/** @returns a line with its marked names in elements of their own: neither does a name turn the line, nor the line a name */
export function isolated(line: string): (Node | string)[] {
  return line.split(BEGIN).flatMap((part, index) => {
    if (index === 0) return [part];
    const [name = '', ...rest] = part.split(END);
    const element = document.createElement('bdi');
    element.textContent = name;
    return [element, rest.join('')];
  });
}
