/** One thing that was looked at. What is not ok says what to do. Texts hold no secret. */
export type Finding = { state: 'ok' | 'warning' | 'wrong'; text: string };

/** Looks at one part of an instance; its findings come in the order in which one depends on the other. */
export type Check = {
  name: string;
  findings(): AsyncIterable<Finding>;
};

export const ok = (text: string): Finding => ({ state: 'ok', text });
export const warning = (text: string): Finding => ({ state: 'warning', text });
export const wrong = (text: string): Finding => ({ state: 'wrong', text });
