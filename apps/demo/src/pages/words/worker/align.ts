/**
 * Turns and mirrors points so that they lie as near as they can to where they were (Σ |R pᵢ - qᵢ|² is least, after both are centred); a
 * map then moves only by what was learned. Source: Schönemann 1966, the orthogonal Procrustes problem, in the plane.
 */
export function aligned(points: Float32Array, before: Float32Array): Float32Array {
  const [p, q] = [centred(points), centred(before)];
  // Rotation: tan φ = Σ p × q / Σ p · q; of a mirrored p the same.
  let [dot, cross, mirroredDot, mirroredCross] = [0, 0, 0, 0];
  for (let i = 0; i < p.length; i += 2) {
    const [px, py, qx, qy] = [p[i]!, p[i + 1]!, q[i]!, q[i + 1]!];
    dot += px * qx + py * qy;
    cross += px * qy - py * qx;
    mirroredDot += px * qx - py * qy;
    mirroredCross += px * qy + py * qx;
  }
  const isMirrored = Math.hypot(mirroredDot, mirroredCross) > Math.hypot(dot, cross);
  const angle = isMirrored ? Math.atan2(mirroredCross, mirroredDot) : Math.atan2(cross, dot);
  const [cos, sin, sign] = [Math.cos(angle), Math.sin(angle), isMirrored ? -1 : 1];
  const turned = new Float32Array(p.length);
  for (let i = 0; i < p.length; i += 2) {
    const [x, y] = [p[i]!, sign * p[i + 1]!];
    turned[i] = cos * x - sin * y;
    turned[i + 1] = sin * x + cos * y;
  }
  return turned;
}

function centred(points: Float32Array): Float32Array {
  const count = points.length / 2;
  let [x, y] = [0, 0];
  for (let i = 0; i < points.length; i += 2) {
    x += points[i]! / count;
    y += points[i + 1]! / count;
  }
  return points.map((value, i) => value - (i % 2 === 0 ? x : y));
}
