/** A worker thread in which all goes wrong that can. */
export default async function work(how: 'throws' | 'throws later' | 'leaves' | 'answers'): Promise<string> {
  if (how === 'throws') throw new Error('thrown in a worker');
  if (how === 'throws later')
    setTimeout(() => {
      throw new Error('thrown in a worker after its answer');
    }, 1);
  if (how === 'leaves') process.exit(3);
  return how;
}
