/** The parts of a score: what they are called, what they mean, and how they make one number. */

export const PARTS = {
  coverage: ["Coverage", "how much of what the job requires the resume shows"],
  relevance: ["Relevance", "how many of the resume's skills the job requires"],
  titles: ["Titles", "how near the positions are to the job's title"],
  text: ["Text", "how near what was done is to what is to be done"],
  experience: ["Experience", "years against the minimum"],
  education: ["Education", "level against the minimum"],
};

/** What each part adds to a score of 1: weight × reliability, scaled to a sum of 1. Null when nothing has a weight. */
export function sharesOf(weights, reliability) {
  const products = Object.keys(PARTS).map((name) => [name, weights[name] * reliability[name]]);
  const total = products.reduce((sum, [, product]) => sum + product, 0);
  return total ? Object.fromEntries(products.map(([name, product]) => [name, product / total])) : null;
}

/** The candidates under these shares, best first; equal scores share a rank, as in the service's own ranking. */
export function ranked(candidates, shares) {
  const scored = candidates.map((candidate) => ({ ...candidate, shares, score: scoreOf(candidate.parts, shares) }));
  scored.sort((one, other) => other.score - one.score);
  scored.forEach((candidate, index) => {
    const before = scored[index - 1];
    candidate.rank = before && before.score === candidate.score ? before.rank : index + 1;
  });
  return scored;
}

export function percentage(share) {
  return `${Math.round(share * 100)}%`;
}

function scoreOf(parts, shares) {
  return Object.keys(PARTS).reduce((sum, name) => sum + parts[name] * shares[name], 0);
}
