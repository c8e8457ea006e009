/** One number of a family, told from the others by its labels. */
export interface FamilyValue {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What scrapers know by one name. */
export interface Family {
  readonly name: string;
  /** A sentence without its end. */
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  /** Every label that a value may have. */
  readonly labels: readonly string[];
  readonly values: readonly FamilyValue[];
}

/** A family of one number without labels; empty where it is not known. */
export function single(name: string, type: Family['type'], help: string, value: number | null): Family {
  return { name, type, help, labels: [], values: value === null ? [] : [{ labels: {}, value }] };
}
