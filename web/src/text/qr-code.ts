import { renderSVG } from 'uqr';

/** @returns a QR code as SVG, dark on light whatever the page's colours are: many cameras read no other */
export const qrCode = (text: string): string => renderSVG(text, { border: 3, pixelSize: 4 });
