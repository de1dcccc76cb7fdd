export const SLOTS = 16_384;

/** The hash slot of a Redis Cluster that a channel is in: its CRC16 (XMODEM). Our channels have no hash tag in braces. */
export function slotOf(channel: string): number {
  let crc = 0;
  for (let at = 0; at < channel.length; at += 1) {
    crc ^= channel.charCodeAt(at) << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x80_00 ? (crc << 1) ^ 0x10_21 : crc << 1) & 0xff_ff;
  }
  return crc % SLOTS;
}
