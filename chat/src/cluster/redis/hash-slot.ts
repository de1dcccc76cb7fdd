export const SLOTS = 16_384;

/** The slot of a Redis cluster that a channel is in: CRC16 as XMODEM has it. Our channels have no part in braces. */
export function slotOf(channel: string): number {
  let crc = 0;
  for (let at = 0; at < channel.length; at += 1) {
    crc ^= channel.charCodeAt(at) << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x80_00 ? (crc << 1) ^ 0x10_21 : crc << 1) & 0xff_ff;
  }
  return crc % SLOTS;
}
