/**
 * Fills `{name}` placeholders. `null` when one of them is unknown: half a sentence is worse than none.
 */
export function fillTemplate(template: string, lookUp: (name: string) => string | null): string | null {
  const parts = template.split(/\{([A-Za-z]+)\}/u).map((part, index) => (index % 2 === 0 ? part : lookUp(part)));
  return parts.includes(null) ? null : parts.join('');
}
