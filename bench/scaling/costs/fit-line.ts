/**
 * The line through points that lie about on one, none of which counts more because it is far out: the sum of the squares of the
 * relative errors is the least.
 */
export function fitLine(points: readonly (readonly [x: number, y: number])[]): {
  offset: number;
  slope: number;
} {
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0];
  for (const [x, y] of points) {
    const weight = 1 / y ** 2;
    w += weight;
    wx += weight * x;
    wy += weight * y;
    wxx += weight * x * x;
    wxy += weight * x * y;
  }
  const slope = (w * wxy - wx * wy) / (w * wxx - wx ** 2);
  return { offset: (wy - slope * wx) / w, slope };
}
