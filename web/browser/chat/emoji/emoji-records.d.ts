declare module 'emoji-picker-element-data/en/github/data.json' {
  /** What `web/emoji-names.ts` leaves of the data. */
  const records: { emoji: string; label: string; tags: string[]; shortcodes: string[]; group: number }[];
  export default records;
}

declare module 'emoji-picker-element-data/ru/cldr/data.json' {
  const records: { emoji: string; label: string; tags: string[] }[];
  export default records;
}
