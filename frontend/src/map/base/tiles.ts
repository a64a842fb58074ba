/** Addresses MapLibre can fetch: `{s}` stands for the hosts a, b and c, as XYZ servers write it. */
export const mirrors = (templates: readonly string[]): string[] =>
  templates.flatMap((one) => one.includes('{s}') ? ['a', 'b', 'c'].map((host) => one.replaceAll('{s}', host)) : [one])
