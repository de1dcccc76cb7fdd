const number = new Intl.NumberFormat('en');

/** @param what one of them is called */
export const count = (amount: number, what: string): string =>
  `${number.format(amount)} ${what}${amount === 1 ? '' : 's'}`;
