import type { TableFilter } from './definition.ts';

/** `asc` is smallest or first in the alphabet at the top. */
export type TableOrder = 'asc' | 'desc';

const natural: Readonly<Record<TableFilter['sort'], TableOrder>> = {
  cpu: 'desc',
  memory: 'desc',
  pid: 'asc',
  name: 'asc',
  user: 'asc',
};

/** The order of a table whose filter names none: the largest first for amounts, the alphabet for names. */
export function naturalOrder(sort: TableFilter['sort']): TableOrder {
  return natural[sort];
}

/** The order that a filter asks for. */
export function tableOrder({ sort, order }: Pick<TableFilter, 'sort' | 'order'>): TableOrder {
  return order ?? natural[sort];
}
