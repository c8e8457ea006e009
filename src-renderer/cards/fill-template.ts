/**
 * Fills `{name}` placeholders. `null` when one of them is unknown: half a sentence is worse than none.
 */
export function fillTemplate(template: string, lookUp: (name: string) => string | null): string | null {
  let complete = true;
  const text = template.replace(/\{([A-Za-z]+)\}/gu, (_, name: string) => {
    const value = lookUp(name);
    if (value === null) complete = false;
    return value ?? '';
  });
  return complete ? text : null;
}
