/**
 * Puts one instance into a metric's value. Names come from outside (an interface may be called anything), and
 * `__proto__` would change the object instead of filling it, so that one name is left out.
 */
export function putInstance<Value>(into: Record<string, Value>, name: string, value: NoInfer<Value>): void {
  if (name !== '__proto__') into[name] = value;
}

/** The name, or `name 2`, `name 3` where it is taken: for sensors and processors of the same make. */
export function uniqueName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name} ${String(number)}`)) number += 1;
  return `${name} ${String(number)}`;
}
