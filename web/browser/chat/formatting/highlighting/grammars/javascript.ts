import { parser } from '@lezer/javascript';

const jsx = parser.configure({ dialect: 'jsx' });
/** Without JSX: `<string>value` is a type assertion. */
const ts = parser.configure({ dialect: 'ts' });
const tsx = parser.configure({ dialect: 'ts jsx' });

export { jsx, ts, tsx };
