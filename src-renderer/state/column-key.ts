/** Name of a series' column in a buffer: the field, with `@instance` after it where there are instances. */
export function columnKey(field: string, instance: string | null): string {
  return instance === null ? field : `${field}@${instance}`;
}
