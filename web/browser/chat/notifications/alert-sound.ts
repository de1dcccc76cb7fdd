/** The sounds of alerts, made in the page: nothing is fetched, and loading this file is left to the first alert. */
export type PlayedSound = 'soft' | 'bell';

/** One tone: frequency in Hz, loudness from 0 to 1, beginning and length in seconds. */
type Tone = { frequency: number; volume: number; start: number; length: number };

const SOUNDS: Record<PlayedSound, readonly Tone[]> = {
  soft: [
    { frequency: 660, volume: 0.1, start: 0, length: 0.3 },
    { frequency: 880, volume: 0.1, start: 0.12, length: 0.3 },
  ],
  // The partial tones of a small bell: the higher they are, the sooner they fade.
  bell: [
    { frequency: 523.25, volume: 0.12, start: 0, length: 1.6 },
    { frequency: 1046.5, volume: 0.09, start: 0, length: 1.2 },
    { frequency: 1255.8, volume: 0.06, start: 0, length: 0.9 },
    { frequency: 1569.75, volume: 0.05, start: 0, length: 0.6 },
    { frequency: 2093, volume: 0.03, start: 0, length: 0.4 },
  ],
};

let context: AudioContext | undefined;

/** Plays a sound, or nothing where the browser lets the page play only after the reader has clicked or typed in it. */
export async function playSound(sound: PlayedSound): Promise<void> {
  context ??= new AudioContext();
  // Until the reader does something this stays pending, and a sound that then came late would say nothing.
  if (context.state !== 'running') {
    await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 250))]);
  }
  if (context.state !== 'running') return;
  for (const tone of SOUNDS[sound]) play(context, tone);
}

function play(context: AudioContext, { frequency, volume, start, length }: Tone): void {
  const begin = context.currentTime + start;
  const oscillator = new OscillatorNode(context, { frequency });
  const gain = new GainNode(context, { gain: volume });
  gain.gain.setValueAtTime(volume, begin);
  gain.gain.exponentialRampToValueAtTime(0.001, begin + length);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(begin);
  oscillator.stop(begin + length);
}
